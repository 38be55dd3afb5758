"""Why a closed month was given back unsigned."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "book_month_given_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("given_back_by", sa.Uuid(), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("book_month_given_back", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_book_month_given_back_village"), ["village"], unique=False
        )
