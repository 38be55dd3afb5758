"""An isibo that a list writes once for several rows: signs for «as above», or blanks below it."""

from collections.abc import Sequence
from itertools import groupby

from ubudehe.households.importing.rules.sheets import Row

_SIGNS = frozenset(
    ('"', "''", "'''", ",,", "„", "”", "“", "″", "〃", "-//-", "//", '-"-', "-''-", "- // -")
)
_WORDS = frozenset(
    ("idem", "id.", "ditto", "do.", "-do-", "- do -", "nk'ibyavuzwe", "nk'iyo hejuru", "kama juu")
)


def as_above(rows: Sequence[Row], at: int) -> dict[int, tuple[str, bool]]:
    """Return by the number of a row the isibo that counts from a row above it.

    It is empty where nothing stands above a sign. Beside it stands whether that is a guess: blanks
    count only where each isibo has one block of rows, begins it, and at least half of the rows are
    blank.
    """
    blocks = _in_blocks([row.cells[at].strip() for row in rows])
    found: dict[int, tuple[str, bool]] = {}
    now = ""
    for row in rows:
        cell = row.cells[at].strip()
        ditto = cell.casefold() in _SIGNS | _WORDS
        if not ditto and cell:
            now = cell
        elif ditto or (now and blocks):
            found[row.number] = now, not ditto
    return found


def _in_blocks(cells: Sequence[str]) -> bool:
    filled = [cell.casefold() for cell in cells if cell]
    blank = len(cells) - len(filled)
    blocks = [name for name, _ in groupby(filled)]
    once = len(set(blocks)) == len(blocks)
    return bool(cells and cells[0]) and len(blocks) > 1 and once and blank >= len(filled)
