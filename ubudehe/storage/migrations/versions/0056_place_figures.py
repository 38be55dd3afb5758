"""Figures of places, kept beside the acts, and up to which size of each record they are."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE on both engines: a batch would copy the table, and lose its triggers.
    op.add_column(
        "log_head", sa.Column("figured", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index(
        "log_head_grown",
        "log_head",
        ["log"],
        sqlite_where=sa.text("figured <> size"),
        postgresql_where=sa.text("figured <> size"),
    )
    op.create_table(
        "place_figures",
        sa.Column("place", sa.String(length=16), primary_key=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(length=16), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
    )
    op.create_index("ix_place_figures_parent", "place_figures", ["parent"])
    op.create_index("place_figures_by_length", "place_figures", ["length", "place"])
