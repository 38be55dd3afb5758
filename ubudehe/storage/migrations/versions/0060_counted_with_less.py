"""How much of a vote's money was gone before it was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    gone = sa.Column("gone", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("vote", gone)
