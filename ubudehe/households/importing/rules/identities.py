"""National identity numbers never come in: whole columns of them go, single cells keep a name."""

import re
from dataclasses import replace

from ubudehe.households.importing.rules.books import Book, Grid, with_lines
from ubudehe.language.manners import Manners
from ubudehe.language.phones import find_personal_data

_UUID = re.compile(r"(?i)(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ALL_BUT_WORDS = re.compile(r"[^\w'’.-]|[\d_]|(?<!\w)[.-]|[.-](?!\w)")
_IDENTITY = "id n no nid nin cni card identity indangamuntu carte identite nida kitambulisho"
_ID_WORDS = frozenset(_IDENTITY.split())


def without_identities(book: Book, manners: Manners) -> Book:
    """Return `book` without national identity numbers, and with a note of what was taken out.

    A column is emptied if more than half of its filled cells, but for its name, hold one and no
    words beside it.
    """
    names: list[str] = []
    emptied = 0
    grids = []
    for grid in book.grids:
        left, gone, single = _without(grid, manners)
        grids.append(left)
        names += [name for name in gone if name not in names]
        emptied += single
    return replace(book, grids=tuple(grids), identities=tuple(names), emptied=emptied)


def _without(grid: Grid, manners: Manners) -> tuple[Grid, list[str], int]:
    found: dict[int, int] = {}
    filled: dict[int, int] = {}
    names: dict[int, str] = {}
    held: set[tuple[int, int]] = set()
    named = 0
    for number, line in enumerate(grid.lines):
        for at, cell in enumerate(line.cells):
            if not cell:
                continue
            filled[at] = filled.get(at, 0) + 1
            if _is_identity(cell, manners):
                held.add((number, at))
                bare = not _words_of(cell)
                found[at] = found.get(at, 0) + bare
                named += not bare
            elif not found.get(at):
                names[at] = cell
    if not held:
        return grid, [], 0
    gone = {at for at, count in found.items() if count and count * 2 > filled[at] - 1}
    lines = []
    for number, line in enumerate(grid.lines):
        cells = tuple(
            _words_of(cell) if (number, at) in held else "" if at in gone else cell
            for at, cell in enumerate(line.cells)
        )
        if any(cells):
            lines.append(replace(line, cells=cells))
    single = named + sum(count for at, count in found.items() if at not in gone)
    return with_lines(grid, lines), [names.get(at, f"#{at + 1}") for at in sorted(gone)], single


def _words_of(cell: str) -> str:
    """Return what stands beside an identity number: a name, without any digit."""
    words = [
        word for word in _ALL_BUT_WORDS.sub(" ", cell).split() if word.casefold() not in _ID_WORDS
    ]
    return " ".join(words) if len(words) > 1 else ""


def _is_identity(cell: str, manners: Manners) -> bool:
    if len(cell) < manners.identity_digits or _UUID.fullmatch(cell):
        return False
    return find_personal_data(cell, manners) == "national_id"
