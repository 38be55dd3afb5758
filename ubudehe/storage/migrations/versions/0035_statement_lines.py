"""Statements of the bank and of mobile money, line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bank_file_village", "bank_file", ["village"])
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("remark", sa.String(length=4000), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file"], ["bank_file.id"]),
        sa.ForeignKeyConstraint(["entry"], ["ledger_entry.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("village", "account", "currency", "entry"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bank_line_file", "bank_line", ["file"])
    op.create_index("ix_bank_line_entry", "bank_line", ["entry"])
    op.create_index("bank_line_month", "bank_line", ["village", "month"])
