"""Leaky buckets in place of growing delays, devices that are known, sealed slips."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
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
    op.create_table(
        "sealed_slip",
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("account"),
        sa.UniqueConstraint("mark"),
    )
    op.create_index("ix_sealed_slip_place", "sealed_slip", ["place"])
    with op.batch_alter_table("sign_in") as batch:
        batch.add_column(
            sa.Column("browser", sa.String(length=24), nullable=False, server_default="")
        )
