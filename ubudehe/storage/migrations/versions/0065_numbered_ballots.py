"""Whether projects have numbers on a vote's ballot, or letters."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vote") as batch:
        batch.add_column(
            sa.Column("numbered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # Papers of votes before this may be in people's hands: with letters up to 26 projects.
    op.execute(
        "UPDATE vote SET numbered = true WHERE"
        " (SELECT count(*) FROM vote_option WHERE vote_option.vote = vote.id) > 26"
    )
