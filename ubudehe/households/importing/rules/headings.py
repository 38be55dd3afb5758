"""Where the names of columns stand: in one row or two, below titles, or nowhere.

A guess with which a page begins; a person confirms it. What speaks for a row: words by which lists
name their columns, and no cell that is a number, a day or a phone number.
"""

import re
from collections import Counter
from collections.abc import Sequence

from ubudehe.households.importing.rules.books import Grid, Merge, SheetLine
from ubudehe.households.importing.rules.vocabulary import names_a_column, words_of

LOOKED_AT = 25
"""Rows from the top in which names are looked for."""
_BELOW = 12
_NUMBER = re.compile(r"[-+]?[\d\s.,/%-]*\d[\d\s.,/%=-]*")
_UNIT = re.compile(r"(?i)\b(?:frw|rwf|rf|ha|m2|are|kg|km)\b")
_PLACE_WORDS = (
    "intara akarere umurenge akagari umudugudu province district sector cell village secteur "
    "cellule mkoa wilaya tarafa kata kijiji itariki date tarehe"
)
_PLACES = frozenset(_PLACE_WORDS.split())


def is_value(cell: str) -> bool:
    """Tell whether a cell holds a number, a day or a phone number, and so is no name."""
    plain = _UNIT.sub("", cell).strip()
    return bool(plain) and _NUMBER.fullmatch(plain) is not None


def guess_heading(grid: Grid) -> tuple[int, int]:
    """Return first and last place, in `grid.lines`, of the rows with names; (-1, -1) if nowhere."""
    lines = grid.lines[:LOOKED_AT]
    known = [_known(line) for line in lines]
    best = max(range(len(lines)), key=lambda at: (known[at], -at), default=-1)
    if best < 0 or known[best] < 1:
        best = _by_contrast(grid)
    if best < 0:
        return -1, -1
    if best and _stands_over(grid, best - 1, best):
        return best - 1, best
    if _goes_on(grid, best):
        return best, best + 1
    return best, best


def heading_score(grid: Grid) -> tuple[int, int]:
    """Return how well a sheet looks like a list: columns whose names are known, rows below."""
    first, last = guess_heading(grid)
    if first < 0:
        width = max((sum(map(bool, line.cells)) for line in grid.lines), default=0)
        return (0, len(grid.lines) if width > 2 else 0)
    return _known(grid.lines[last]) + _known(grid.lines[first]), len(grid.lines) - last - 1


def names_of(grid: Grid, first: int, last: int) -> list[str]:
    """Return the names in one or two rows: «Umukuru» over «izina» gives «Umukuru izina».

    A name that is merged over several columns is that of each.
    """
    if first < 0:
        return []
    upper, lower = grid.lines[first], grid.lines[last]
    if first == last:
        names = list(upper.cells)
        for one in grid.merges:
            if one.first == one.last == upper.number and one.left < len(names):
                over = range(one.left + 1, min(one.right + 1, len(names)))
                names = [names[one.left] if at in over else name for at, name in enumerate(names)]
        return names
    width = max(len(upper.cells), len(lower.cells))
    spread = _spread(upper, lower, grid.merges)
    names = []
    for at in range(width):
        below = lower.cells[at] if at < len(lower.cells) else ""
        above = spread.get(at, "")
        names.append(f"{above} {below}".strip() if above != below else below)
    return names


def _spread(upper: SheetLine, lower: SheetLine, merges: Sequence[Merge]) -> dict[int, str]:
    """Return by column what stands over it: a name reaches over the empty cells behind it."""
    spans = {one.left: one.right for one in merges if one.first <= upper.number <= one.last}
    spread: dict[int, str] = {}
    name, end = "", -1
    width = max(len(upper.cells), len(lower.cells))
    for at in range(width):
        cell = upper.cells[at] if at < len(upper.cells) else ""
        if cell:
            name, end = cell, spans.get(at, width if not spans else at)
        below = lower.cells[at] if at < len(lower.cells) else ""
        if cell or (name and at <= end and below):
            spread[at] = name
    return spread


def _known(line: SheetLine) -> int:
    """Return how many names of columns a row seems to hold; 0 for what cannot be a heading."""
    filled = [cell for cell in line.cells if cell]
    if len(filled) < 2 or all(map(tells_value, filled)):
        return 0
    count = sum(names_a_column(cell) for cell in filled)
    values = sum(map(is_value, filled))
    return 0 if values and values >= count else count


def tells_value(cell: str) -> bool:
    """Tell whether a cell says a name and its value: «Isibo: Isano»."""
    name, colon, value = cell.partition(":")
    return bool(colon and value.strip()) and names_a_column(name)


def _by_contrast(grid: Grid) -> int:
    """Return the place of a row of texts over columns of numbers; -1 where there is none."""
    lines = grid.lines[:LOOKED_AT]
    widths = Counter(sum(map(bool, line.cells)) for line in lines)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for at, line in enumerate(lines):
        filled = [cell for cell in line.cells if cell]
        if len(filled) < 2 or len(filled) * 2 < usual or _is_title(filled):
            continue
        # The first row of the table itself: below it there are no names any more.
        return -1 if any(map(is_value, filled)) or _repeats(grid, at) else at
    return -1


def _is_title(filled: Sequence[str]) -> bool:
    return any(cell.endswith(":") for cell in filled) or bool(
        _PLACES.intersection(words_of(filled[0])) and len(filled) <= 4
    )


def _repeats(grid: Grid, at: int) -> bool:
    """Tell whether a value of this row stands below it again, as names of columns do not."""
    below = grid.lines[at + 1 : at + 1 + 200]
    return any(
        cell and any(line.cells[place : place + 1] == (cell,) for line in below)
        for place, cell in enumerate(grid.lines[at].cells)
    )


def _gaps(line: SheetLine, other: SheetLine) -> list[int]:
    """Return the columns in which `line` is empty and `other` is not."""
    return [
        at
        for at, cell in enumerate(other.cells)
        if cell and (at >= len(line.cells) or not line.cells[at])
    ]


def _stands_over(grid: Grid, upper: int, lower: int) -> bool:
    """Tell whether the row above a heading names groups of its columns, and is no title."""
    line, below = grid.lines[upper], grid.lines[lower]
    filled = [cell for cell in line.cells if cell]
    if not filled or any(map(is_value, filled)) or _is_title(filled):
        return False
    if not _gaps(line, below):
        return False
    spans = [one for one in grid.merges if one.first == line.number and one.left < one.right]
    if len(filled) == 1:
        # One name over the whole list is its title.
        whole = len([cell for cell in below.cells if cell])
        return bool(spans) and spans[0].right - spans[0].left + 1 < whole - 1
    return bool(spans) or any(map(names_a_column, filled)) or len(filled) > 2


def _goes_on(grid: Grid, at: int) -> bool:
    """Tell whether the row below goes on with the names: texts over numbers, in the gaps."""
    if at + 2 >= len(grid.lines):
        return False
    line, below = grid.lines[at], grid.lines[at + 1]
    gaps = _gaps(line, below)
    filled = [cell for cell in below.cells if cell]
    if not gaps or any(map(is_value, filled)):
        return False
    rest = grid.lines[at + 2 : at + 2 + _BELOW]
    for place, cell in enumerate(below.cells):
        values = [
            one.cells[place] for one in rest if one.cells[place : place + 1] not in ((), ("",))
        ]
        if cell and values and sum(map(is_value, values)) * 2 > len(values):
            return True
    return all(names_a_column(below.cells[place]) for place in gaps)
