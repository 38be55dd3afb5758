"""The language of announcements, their reasons, questions of residents and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, names in (
        ("meeting_announcement", ("lang", "reason_lang")),
        ("village_question", ("lang",)),
        ("village_question_step", ("lang", "wording_lang")),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.add_column(
                    sa.Column(name, sa.String(length=2), nullable=False, server_default="")
                )
