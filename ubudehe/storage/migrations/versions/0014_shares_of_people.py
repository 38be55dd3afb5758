"""Thresholds that are shares of people, a quorum of the vote, what was counted at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("share", sa.String(length=8), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("quorum", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("door", sa.JSON(none_as_null=True), nullable=True))
