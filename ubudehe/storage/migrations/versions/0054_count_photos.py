"""Photos of counts that were covered or removed."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "count_photo_gone",
        sa.Column("count", sa.Uuid(), sa.ForeignKey("money_count.id"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("gone", sa.String(length=12), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("count", "sha256"),
    )
    op.create_index("ix_count_photo_gone_sha256", "count_photo_gone", ["sha256"])
    op.create_index("ix_count_photo_gone_village", "count_photo_gone", ["village"])
