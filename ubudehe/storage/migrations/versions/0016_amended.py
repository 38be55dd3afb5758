"""What a grant said before it was amended."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grant_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement"], ["grant_agreement.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_grant_amendment_agreement", "grant_amendment", ["agreement"])
