"""What an event changed in a household's numbers, and whether it was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("household_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("effect", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("undone_why", sa.String(length=4000), nullable=True))
