"""Rows of a list that are of another village: lists of a cell hold those of all its villages."""

from collections.abc import Collection

from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.vocabulary import words_of
from ubudehe.language.slips import one_slip

_NAMES = (
    "umudugudu village kijiji izinaryumudugudu villagename nameofvillage nomduvillage jinalakijiji"
)
_HEADINGS = frozenset(_NAMES.split())
_WORDS = "umudugudu village kijiji wa ya de du of"
_LEVEL = frozenset(_WORDS.split())


def of_others(
    sheet: Sheet, used: Collection[int], names: Collection[str]
) -> dict[int, tuple[str, str]]:
    """Return the rows that name another village, each with the column and what stands there.

    Only where other rows name this one by one of `names`: else the list writes it in another way,
    and nothing can be told by it. One slip of the finger is still the same name.
    """
    here = [_bare(name) for name in names]
    for at, column in enumerate(sheet.columns):
        if at in used or "".join(words_of(column)) not in _HEADINGS:
            continue
        told = {row.number: row.cells[at] for row in sheet.rows if _bare(row.cells[at])}
        own = {number for number, value in told.items() if _is_one(_bare(value), here)}
        if own:
            return {number: (column, told[number]) for number in told if number not in own}
    return {}


def _bare(name: str) -> str:
    return "".join(word for word in words_of(name) if word not in _LEVEL)


def _is_one(name: str, here: Collection[str]) -> bool:
    return any(name == one or (one_slip(name, one) and not _counts(name, one)) for one in here)


def _counts(*names: str) -> bool:
    """Tell whether a name may end in a number: «Kabeza I» and «Kabeza II» are two villages."""
    return any(name[-1] in "ivx" or name[-1].isdigit() for name in names)
