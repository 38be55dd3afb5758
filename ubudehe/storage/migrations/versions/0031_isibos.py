"""The isibos of each village as a list, from what its households say.

Spellings of one name become the one that most households have; of two as frequent, the one of the
household with the lower number.
"""

import re
import unicodedata
from collections import Counter
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_NEEDLESS = re.compile(r"[\s'\u2018\u2019\u02bc`´\u2010-\u2015-]+")
_OURS = UUID("5a4a5b1c-7d0e-5c0f-9f43-2b6d3a7e8f01")


def upgrade() -> None:
    op.create_table(
        "isibo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("joined_into", sa.Uuid(), nullable=True),
        sa.Column("formerly", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["joined_into"], ["isibo.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_isibo_village", "isibo", ["village"])
    _make_lists()


def _bare(text: str) -> str:
    """Return a name as it is compared at this revision: `language.names.bare` of its day."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
    return _NEEDLESS.sub("", plain).casefold()


def _make_lists() -> None:
    home = sa.table(
        "household",
        sa.column("village", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("isibo", sa.String()),
    )
    isibo = sa.table(
        "isibo",
        sa.column("id", sa.Uuid()),
        sa.column("village", sa.String()),
        sa.column("name", sa.String()),
        sa.column("folded", sa.String()),
        sa.column("formerly", sa.JSON()),
        sa.column("moved", sa.JSON()),
    )
    bind = op.get_bind()
    spellings: dict[tuple[str, str], Counter[str]] = {}
    query = sa.select(home.c.village, home.c.isibo).order_by(home.c.village, home.c.number)
    for village, name in bind.execute(query):
        if key := _bare(name):
            spellings.setdefault((village, key), Counter())[name] += 1
    for (village, key), names in spellings.items():
        (name, _), *others = names.most_common()
        bind.execute(
            isibo.insert().values(
                id=uuid5(_OURS, f"{village}/{key}/0"),
                village=village,
                name=name,
                folded=key,
                formerly=[],
                moved=[],
            )
        )
        for other, _ in others:
            here = (home.c.village == village) & (home.c.isibo == other)
            bind.execute(home.update().where(here).values(isibo=name))
