"""Whether an entry was agreed to on the phone of who proposed it; which flags are of prices."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry_approval") as batch:
        batch.add_column(sa.Column("here", sa.Boolean(), nullable=False, server_default=sa.false()))
    # What was kept does not say which flags are of prices, and is counted again within minutes.
    op.execute("UPDATE log_head SET flagged = 0 WHERE log IN (SELECT village FROM flag_count)")
    op.execute("DELETE FROM flag_count")
    op.add_column("flag_count", sa.Column("prices", sa.JSON(), nullable=False, server_default="[]"))
