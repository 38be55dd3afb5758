"""Several lists in one sheet: side by side, or one below another under other names of columns.

Each becomes a grid of its own beside the whole sheet, so that none of them is lost in silence and a
person can still say that all of it is one list.
"""

from collections.abc import Sequence
from dataclasses import replace

from ubudehe.households.importing.rules.beside import is_further, speaks
from ubudehe.households.importing.rules.books import Book, Grid, Merge, SheetLine
from ubudehe.households.importing.rules.headings import (
    guess_heading,
    is_value,
    names_of,
    tells_value,
)
from ubudehe.households.importing.rules.vocabulary import (
    is_whole_name,
    names_a_column,
    words_of,
)

_LETTERS = 26
_IN_FRONT = 2
"""Columns before two lists without a gap: one that counts their rows, and perhaps an empty one."""
MOST_LISTS = 60
"""Parts below each other, of one sheet, from which people can still choose."""
_BESIDE_HEAD = ("members_total", "isibo", "phone")
"""What names a list of households beside the word for their heads."""
_BESIDE_HUSBAND = frozenset({"umugore", "umugabo", "femme", "mari", "mke", "mume"})
"""Words for one of a couple: «Izina ry'umugore» names no second list of heads."""


def with_blocks(book: Book) -> Book:
    """Return `book` with a grid more for each of several lists that stand in one sheet."""
    grids: list[Grid] = []
    for grid in book.grids:
        whole = len(grids)
        grids.append(grid)
        grids += [replace(one, whole=whole) for one in blocks_of(grid)]
    return replace(book, grids=tuple(grids))


def blocks_of(grid: Grid) -> list[Grid]:
    """Return the lists of a sheet that holds two or more, in reading order; else none.

    None either where there are too many to choose from: each household has its own form there.
    """
    below = _below_each_other(grid)
    if len(below) > MOST_LISTS:
        return []
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
    """Return the rows of a sheet, parted where other names of columns begin another list.

    Below households a table of something else does so too, such as the sums of each isibo: read by
    the names of the list above, its rows would be households.
    """
    starts: list[int] = []
    now: list[tuple[str, ...]] = []
    for at, line in enumerate(grid.lines):
        if not names_households(line.cells) and not (now and _begins_a_table(grid.lines, at)):
            continue
        names = list(map(words_of, line.cells))
        if now and not _again(names, now):
            starts.append(_with_title(grid.lines, at))
            now = names
        now = now or names
    ends = [*starts, len(grid.lines)]
    return [
        replace(grid, lines=grid.lines[first:end])
        for first, end in zip([0, *starts], ends, strict=True)
    ]


def _again(names: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether names are those of the list above, perhaps in other columns or with gaps."""
    filled = [(at, one) for at, one in enumerate(names) if one]
    if [one for _, one in filled] == list(filter(None, now)):
        return True
    return len(filled) > 2 and all(list(now[at : at + 1]) == [one] for at, one in filled)


def _begins_a_table(lines: Sequence[SheetLine], at: int) -> bool:
    """Tell whether a row names columns, stands apart from what is above it and over numbers.

    Where no empty row parts it, it begins with a known name that is no second row of names.
    """
    filled = [cell for cell in lines[at].cells if cell]
    whole = list(map(is_whole_name, filled))
    if not _name_columns(filled) or not any(whole):
        return False
    top = _with_title(lines, at)
    apart = top < at or lines[top].number - lines[top - 1].number > 1
    sure = whole[0] and sum(whole) > 1 and any(map(is_value, lines[at - 1].cells))
    return (apart or sure) and any(
        map(is_value, lines[at + 1].cells if at + 1 < len(lines) else ())
    )


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
    """Return the columns after empty ones in which a second list of households begins.

    Titles above the names of columns and lines of one text fill no column.
    """
    lines = grid.lines
    top = next((at for at, line in enumerate(lines) if names_households(line.cells)), 0)
    tables = [line.cells for line in lines[top:] if sum(map(bool, line.cells)) > 1]
    filled = {at for cells in tables for at, cell in enumerate(cells) if cell}
    begin = [at for at in sorted(filled) if at - 1 not in filled]
    spans = zip(begin, [*begin[1:], width][: len(begin)], strict=True)
    lists = [
        first for first, end in spans if any(names_households(cells[first:end]) for cells in tables)
    ]
    return lists[1:]


def _repeats(grid: Grid) -> list[int]:
    """Return the columns in which all names of columns begin again, without an empty one before.

    A column of something else may stand in front of each, and behind the last: a number, a sign.
    """
    first, last = guess_heading(grid)
    given = names_of(grid, first, last)
    rows = (given, *(line.cells for line in grid.lines[first : last + 1]))
    for gap, skipped in ((0, 0), *((1, many) for many in range(_IN_FRONT + 1))):
        if not _only_further(given[:skipped]):
            break
        for size in range(2, (len(given) - skipped) // 2 + 1):
            starts = _again_at(given, skipped, size, gap)
            if starts and any(names_households(row[skipped : skipped + size]) for row in rows):
                return starts
    return []


def _again_at(given: Sequence[str], first: int, size: int, gap: int) -> list[int]:
    """Return where the names from `first` begin again; nothing where others are between them.

    `gap` is how many columns of something else may stand before and behind a list.
    """
    names = list(map(words_of, given))
    once = names[first : first + size]
    starts: list[int] = []
    end = first + size
    while any(names[end:]):
        wide = next((at for at in (0, gap) if names[end + at : end + at + size] == once), None)
        if wide is None or not _only_further(given[end : end + wide]):
            break
        starts.append(end)
        end += wide + size
    rest = [name for name in given[end:] if name]
    return starts if len(rest) <= gap and _only_further(rest) else []


def _only_further(names: Sequence[str]) -> bool:
    """Tell whether at most one column has a name, and that tells nothing a list is known by."""
    named = [name for name in names if name]
    return len(named) < 2 and all(map(is_further, named))


def names_households(cells: Sequence[str]) -> bool:
    """Tell whether cells name the columns of a list of households, and hold no value."""
    filled = [cell for cell in cells if cell]
    if not _name_columns(filled):
        return False
    heads = [cell for cell in filled if _BESIDE_HUSBAND.isdisjoint(words_of(cell))]
    return speaks(heads, "head") and any(speaks(filled, one) for one in _BESIDE_HEAD)


def _name_columns(filled: Sequence[str]) -> bool:
    """Tell whether most of two or more cells name columns, and none holds a value."""
    if len(filled) < 2 or any(map(is_value, filled)) or all(map(tells_value, filled)):
        return False
    return sum(map(names_a_column, filled)) * 2 > len(filled)
