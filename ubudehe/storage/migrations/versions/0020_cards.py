"""Batches of voting cards, and cards that are void."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["vote.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_batch_vote", "card_batch", ["vote"])
    op.create_table(
        "void_card",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["vote.id"]),
        sa.PrimaryKeyConstraint("vote", "card"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("vote") as batch:
        batch.add_column(sa.Column("void_cards", sa.Integer(), nullable=False, server_default="0"))
    # All cards that were printed before are a first batch.
    op.execute(
        "INSERT INTO card_batch (id, vote, batch, first, cards, reason) "
        "SELECT id, id, 1, 1, cards, '' FROM vote WHERE cards > 0"
    )
