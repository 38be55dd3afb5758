"""How many flags each village has in each state is kept, and up to which size of its record."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE on both engines: a batch would copy the table, and lose its triggers.
    op.add_column(
        "log_head", sa.Column("flagged", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index(
        "log_head_unflagged",
        "log_head",
        ["log"],
        sqlite_where=sa.text("flagged <> size"),
        postgresql_where=sa.text("flagged <> size"),
    )
    # What was kept lacks the states, and is counted again within minutes.
    op.execute("DELETE FROM flag_count")
    op.add_column("flag_count", sa.Column("states", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index("ix_flag_count_day", "flag_count", ["day"])
