"""Which teller typed a count, how papers were settled, how one knows that people signed.

And an index by which the acts about one thing are found without reading all of a village's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("teller_count", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account", sa.Uuid(), nullable=True))
    with op.batch_alter_table("vote", schema=None) as batch_op:
        for name in ("settled", "settled_anew"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("entry_statement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("attested", sa.String(length=8), nullable=False, server_default="")
        )
    op.create_index("act_by_subject", "act", ["log", "subject"])
