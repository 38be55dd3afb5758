"""Which appeals a household filed itself with its slip, and who helps it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("appeal") as batch:
        batch.add_column(
            sa.Column("by_slip", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("helper", sa.String(length=80), nullable=False, server_default="")
        )
