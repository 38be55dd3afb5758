"""Statements say why there is no receipt, and keep the photo of the signed paper."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry_statement") as batch:
        batch.add_column(sa.Column("why", sa.String(length=12), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("sheet", sa.String(length=64), nullable=False, server_default="")
        )
