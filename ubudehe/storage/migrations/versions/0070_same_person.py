"""Which account is another one of the same person; which villages are kept in public only."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("same_as", sa.Uuid(), nullable=True))
        batch.create_foreign_key("fk_account_same_as", "account", ["same_as"], ["id"])
        batch.create_index("ix_account_same_as", ["same_as"])
    op.create_table(
        "forgotten_village",
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["village"], ["log_head.log"]),
        sa.PrimaryKeyConstraint("village"),
    )
