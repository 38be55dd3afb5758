"""The giver's own reference and own title of a grant."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("grant_agreement") as batch:
        for name, length in (("reference", 120), ("own_title", 120), ("own_language", 2)):
            batch.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
