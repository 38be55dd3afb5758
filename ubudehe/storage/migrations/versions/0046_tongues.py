"""The language of what people type, and a second title of a proposal."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, columns in (
        ("proposal", {"lang": 2, "other_title": 120, "other_lang": 2}),
        ("need", {"lang": 2}),
        ("assembly_decision", {"lang": 2}),
    ):
        with op.batch_alter_table(table) as batch:
            for name, length in columns.items():
                batch.add_column(
                    sa.Column(name, sa.String(length=length), nullable=False, server_default="")
                )
