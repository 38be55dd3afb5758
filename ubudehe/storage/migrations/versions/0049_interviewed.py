"""Members of a household in an interview saved half-way; appeals that a household carries itself."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("household_draft") as batch:
        batch.add_column(sa.Column("members", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("appeal") as batch:
        batch.add_column(
            sa.Column("carried_by_slip", sa.Boolean(), nullable=False, server_default=sa.false())
        )
