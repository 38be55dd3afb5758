"""Names in any order, how an imported list is read, and a village's name with its slip mended."""

import sqlalchemy as sa
from alembic import op

from ubudehe.language.names import fold, in_any_order

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_AT_ONCE = 1_000


def upgrade() -> None:
    with op.batch_alter_table("household_import", schema=None) as batch_op:
        for name in ("layout", "mended", "agreed"):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=True))
    op.add_column(
        "household_identity",
        sa.Column("words", sa.String(length=160), nullable=False, server_default=""),
    )
    op.create_index("ix_household_identity_words", "household_identity", ["words"])
    _write_words()
    op.execute(
        sa.text(
            "UPDATE place SET name = :name, folded = :folded WHERE code = '12130102'"
        ).bindparams(name="Amarembo II", folded=fold("Amarembo II"))
    )


def _write_words() -> None:
    """Write every head's name as it is compared now."""
    identity = sa.table(
        "household_identity",
        sa.column("household", sa.Uuid()),
        sa.column("head", sa.String()),
        sa.column("folded", sa.String()),
        sa.column("words", sa.String()),
    )
    connection = op.get_bind()
    named = connection.execute(sa.select(identity.c.household, identity.c.head)).all()
    write = (
        identity.update()
        .where(identity.c.household == sa.bindparam("id"))
        .values(folded=sa.bindparam("as_folded"), words=sa.bindparam("as_words"))
    )
    for first in range(0, len(named), _AT_ONCE):
        connection.execute(
            write,
            [
                {"id": id_, "as_folded": fold(head), "as_words": in_any_order(head)}
                for id_, head in named[first : first + _AT_ONCE]
            ],
        )
