"""Photos of tallies that were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tally_photo") as batch:
        batch.add_column(sa.Column("gone", sa.String(length=12), nullable=False, server_default=""))
        batch.add_column(sa.Column("gone_on", sa.Date(), nullable=True))
