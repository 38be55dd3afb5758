"""Why a meeting that decided nothing was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assembly", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("cancelled", sa.String(length=4000), nullable=False, server_default="")
        )
