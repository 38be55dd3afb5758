"""Names in any order, how an imported list is read, and a village's name with its slip mended."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_AT_ONCE = 1_000
_NEEDLESS = re.compile(r"[\s'\u2018\u2019\u02bc`´\u2010-\u2015-]+")
_BETWEEN_WORDS = re.compile(r"[\s.,;/\u2010-\u2015-]+")


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
        ).bindparams(name="Amarembo II", folded=_fold("Amarembo II"))
    )


def _fold(text: str) -> str:
    """Return a name as it is compared at this revision: `language.names.fold` of its day."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
    plain = _NEEDLESS.sub("", plain).casefold().replace("l", "r")
    return plain[1:] if len(plain) > 1 and plain[0] in "aeiou" else plain


def _in_any_order(name: str) -> str:
    words = (_fold(word) for word in _BETWEEN_WORDS.split(name))
    return " ".join(sorted(word for word in words if word))


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
                {"id": id_, "as_folded": _fold(head), "as_words": _in_any_order(head)}
                for id_, head in named[first : first + _AT_ONCE]
            ],
        )
