"""The pages of a paper that came as PDF stay together behind their entry."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("paper", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("page", sa.Integer(), nullable=False, server_default="0"))
