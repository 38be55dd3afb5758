"""Several lists in one sheet: side by side, or one below another under other names of columns.

Each becomes a grid of its own beside the whole sheet, so that none of them is lost in silence and a
person can still say that all of it is one list.
"""

from collections.abc import Sequence
from dataclasses import replace

from ubudehe.households.importing.rules.books import Book, Grid, Merge, SheetLine
from ubudehe.households.importing.rules.headings import (
    LOOKED_AT,
    guess_heading,
    is_value,
    names_of,
)
from ubudehe.households.importing.rules.vocabulary import (
    EXACT,
    loose_match,
    names_a_column,
    tokens_of,
    words_of,
)

_LETTERS = 26
_BESIDE_HEAD = ("members_total", "isibo", "phone")
"""What names a list of households beside the word for their heads."""


def with_blocks(book: Book) -> Book:
    """Return `book` with a grid more for each of several lists that stand in one sheet."""
    grids: list[Grid] = []
    for grid in book.grids:
        whole = len(grids)
        grids.append(grid)
        grids += [replace(one, whole=whole) for one in blocks_of(grid)]
    return replace(book, grids=tuple(grids))


def blocks_of(grid: Grid) -> list[Grid]:
    """Return the lists of a sheet that holds two or more, in reading order; else none."""
    below = _below_each_other(grid)
    found = [(part, span) for part in below for span in _side_by_side(part)]
    if len(found) < 2:
        return []
    return [_cut(part, *span, several=len(below) > 1) for part, span in found]


def _cut(part: Grid, first: int, end: int, several: bool) -> Grid:
    """Return the columns from `first` to `end` of some rows of a sheet, and where they stand."""
    lines = [replace(line, cells=line.cells[first:end]) for line in part.lines]
    kept = tuple(line for line in lines if any(line.cells))
    width = max((len(line.cells) for line in part.lines), default=0)
    columns = "" if (first, end >= width) == (0, True) else f"{_letter(first)}–{_letter(end - 1)}"
    rows = f"{kept[0].number}–{kept[-1].number}" if several else ""
    merges = tuple(
        Merge(one.first, one.last, one.left - first, one.right - first)
        for one in part.merges
        if first <= one.left and one.right < end
    )
    hidden = tuple(at - first for at in part.hidden_columns if first <= at < end)
    return Grid(part.name, kept, merges, hidden, part=" ".join(filter(None, (columns, rows))))


def _letter(column: int) -> str:
    """Return the name of a column, counted from 0, as spreadsheets show it: A, Z, AA."""
    before, rest = divmod(column, _LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + rest)


def _below_each_other(grid: Grid) -> list[Grid]:
    """Return the rows of a sheet, parted where other names of columns begin another list."""
    starts: list[int] = []
    now: tuple[tuple[str, ...], ...] = ()
    for at, line in enumerate(grid.lines):
        if not _names_households(line.cells):
            continue
        names = tuple(words_of(cell) for cell in line.cells if cell)
        if now and names != now:
            starts.append(_with_title(grid.lines, at))
        now = names
    ends = [*starts, len(grid.lines)]
    return [
        replace(grid, lines=grid.lines[first:end])
        for first, end in zip([0, *starts], ends, strict=True)
    ]


def _with_title(lines: Sequence[SheetLine], at: int) -> int:
    """Return where a list begins whose names stand at `at`: lines of one text above are its own."""
    while at > 1:
        filled = [cell for cell in lines[at - 1].cells if cell]
        if len(filled) > 1 or is_value(filled[0]):
            break
        at -= 1
    return at


def _side_by_side(grid: Grid) -> list[tuple[int, int]]:
    """Return first and last column (not included) of each list; one span for the whole if none."""
    width = max((len(line.cells) for line in grid.lines), default=0)
    starts = _after_gaps(grid, width) or _repeats(grid)
    return list(zip([0, *starts], [*starts, width], strict=True))


def _after_gaps(grid: Grid, width: int) -> list[int]:
    """Return the columns after empty ones in which a second list of households begins."""
    filled = {at for line in grid.lines for at, cell in enumerate(line.cells) if cell}
    begin = [at for at in sorted(filled) if at - 1 not in filled]
    spans = zip(begin, [*begin[1:], width], strict=True)
    lists = [
        first
        for first, end in spans
        if any(_names_households(line.cells[first:end]) for line in grid.lines[:LOOKED_AT])
    ]
    return lists[1:]


def _repeats(grid: Grid) -> list[int]:
    """Return the columns in which all names of columns begin again, without an empty one before."""
    first, last = guess_heading(grid)
    given = names_of(grid, first, last)
    names = [words_of(name) for name in given]
    for size in range(2, len(names) // 2 + 1):
        times = len(names) // size
        if names[: size * times] == names[:size] * times and not any(names[size * times :]):
            return [size * at for at in range(1, times)] if _names_households(given[:size]) else []
    return []


def _names_households(cells: Sequence[str]) -> bool:
    """Tell whether cells name the columns of a list of households, and hold no value."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(map(is_value, filled)):
        return False
    if sum(map(names_a_column, filled)) * 2 <= len(filled):
        return False
    return _speaks(filled, "head") and any(_speaks(filled, one) for one in _BESIDE_HEAD)


def _speaks(names: Sequence[str], target: str) -> bool:
    whole = EXACT[target].split()
    return any(
        "".join(words_of(name)) in whole or loose_match(target, tokens_of(name)) for name in names
    )
