"""Meetings announced ahead, and deputies for a role."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_announcement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=False),
        sa.Column("where", sa.String(length=120), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("matters", sa.String(length=2000), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("known_since", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("called_off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meeting_announcement_village", "meeting_announcement", ["village"])
    with op.batch_alter_table("assembly") as batch:
        batch.add_column(sa.Column("announcement", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("days_ahead", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("days_asked", sa.Integer(), nullable=True))
        batch.create_index("ix_assembly_announcement", ["announcement"])
    with op.batch_alter_table("role_grant") as batch:
        batch.add_column(sa.Column("deputy_for", sa.Uuid(), nullable=True))
        batch.create_index("ix_role_grant_deputy_for", ["deputy_for"])
