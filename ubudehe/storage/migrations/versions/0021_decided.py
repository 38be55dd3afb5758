"""The envelope of a vote, and what a meeting decided otherwise than its count."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vote") as batch:
        batch.add_column(sa.Column("envelope", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("decided", sa.String(length=2000), nullable=False, server_default="")
        )
    op.create_index("ix_vote_envelope", "vote", ["envelope"])
    op.create_index("ix_vote_option_proposal", "vote_option", ["proposal"])
    with op.batch_alter_table("vote_option") as batch:
        batch.add_column(
            sa.Column("decided", sa.String(length=8), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("returned", sa.Boolean(), nullable=False, server_default=sa.false())
        )
