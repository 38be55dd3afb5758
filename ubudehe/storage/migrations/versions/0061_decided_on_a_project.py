"""When a meeting last took or dropped a project of a vote."""

import sqlalchemy as sa
from alembic import op

from ubudehe.storage.columns import Moment

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vote_option", sa.Column("decided_at", Moment()))
    # Of several meetings about one vote only the last is known by its row.
    op.execute(
        "UPDATE vote_option SET decided_at ="
        " (SELECT vote.decided_at FROM vote WHERE vote.id = vote_option.vote)"
        " WHERE decided <> ''"
    )
