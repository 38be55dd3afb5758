"""Indexes for what was asked of whole tables."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEXES = (
    ("sign_in", "seen_at"),
    ("draft", "kept_at"),
    ("appeal", "round"),
    ("household_event", "other"),
    ("ranking_comparison", "better"),
    ("ranking_comparison", "worse"),
    ("signed_voters", "household"),
    ("grant_agreement", "project"),
)


def upgrade() -> None:
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
