"""Leaky buckets in place of growing delays, and devices that are known."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was counted before is forgotten: it would have been within a day.
    op.drop_table("throttle")
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("empty_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_throttle_empty_at", "throttle", ["empty_at"])
    op.create_table(
        "known_device",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("device", "account"),
    )
    op.create_index("ix_known_device_account", "known_device", ["account"])
