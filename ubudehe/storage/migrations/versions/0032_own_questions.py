"""Own questions of a country or district, and what households answered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_own_form_place", "own_form", ["place"])
    op.create_table(
        "own_answers",
        sa.Column("household", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["form"], ["own_form.id"]),
        sa.ForeignKeyConstraint(["household"], ["household.id"]),
        sa.PrimaryKeyConstraint("household", "form"),
        sqlite_with_rowid=False,
    )
