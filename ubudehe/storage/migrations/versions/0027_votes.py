"""Votes: funding in part, where ballots came from, photos of tallies, annulling with the sector."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vote") as batch:
        batch.add_column(sa.Column("part", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("origins", sa.JSON(), nullable=True))
    for table in ("vote_option", "proposal"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("least", sa.BigInteger(), nullable=False, server_default="0")
            )
            batch.add_column(sa.Column("granted", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("paper_typing") as batch:
        batch.add_column(
            sa.Column("isibo", sa.String(length=120), nullable=False, server_default="")
        )
    op.create_table(
        "tally_photo",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["vote.id"]),
        sa.PrimaryKeyConstraint("vote", "sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tally_photo_sha256", "tally_photo", ["sha256"])
    op.create_table(
        "annul_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("second_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["vote"], ["vote.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_annul_request_village", "annul_request", ["village"])
    op.create_index("ix_annul_request_vote", "annul_request", ["vote"])
