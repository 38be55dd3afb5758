"""How a list begins: which sheets, in which rows the names of columns stand, what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ubudehe.households.importing.rules.beside import goes_with, places_in
from ubudehe.households.importing.rules.blocks import names_households
from ubudehe.households.importing.rules.books import Book, Grid, SheetLine
from ubudehe.households.importing.rules.guessing import SHEET
from ubudehe.households.importing.rules.headings import (
    LOOKED_AT,
    guess_heading,
    heading_score,
    names_of,
)
from ubudehe.households.importing.rules.sections import sections_of, title_isibo, with_sections
from ubudehe.households.importing.rules.sheets import (
    EMPTY,
    NO_ROWS,
    PART,
    Aside,
    Row,
    Sheet,
    check_size,
    squared,
    without_index,
)
from ubudehe.households.importing.rules.totals import below, only_counted, totals
from ubudehe.households.importing.rules.vocabulary import words_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

ALL = -1
_SHOWN = 80


@dataclass(frozen=True)
class Layout:
    """How a book is read as one table."""

    sheet: int
    """Place of the sheet; ALL for every sheet with the same heading as the first such."""
    first: int
    last: int
    """First and last row, by number in the file, in which the names stand; 0 for nowhere."""
    hidden: bool = False
    """Whether rows that the spreadsheet does not show are read too."""
    fill: bool = True
    """Whether each cell of a merged one has its value."""
    households: tuple[int, ...] = ()
    """Rows that look like totals and are households all the same."""


def guess_layout(book: Book) -> Layout:
    """Return how a book is probably to be read; Refusal if nothing is written in it."""
    if not book.grids:
        raise Refusal(EMPTY)
    best = _best(book)
    alike = same_heading(book, best)
    grid = book.grids[alike[0]]
    first, last = guess_heading(grid)
    numbers = (grid.lines[first].number, grid.lines[last].number) if first >= 0 else (0, 0)
    shown = any(not line.hidden for at in alike for line in _below(book.grids[at]))
    return Layout(ALL if len(alike) > 1 else best, *numbers, hidden=not shown)


def _below(grid: Grid) -> tuple[SheetLine, ...]:
    return grid.lines[guess_heading(grid)[1] + 1 :]


def same_heading(book: Book, at: int) -> list[int]:
    """Return the places of the sheets with the same names of columns as the sheet at `at`.

    Of lists that stand in one sheet some may have a column more, as where numbers in front of the
    first count the rows of all.
    """
    here, wanted = book.grids[at], _heading(book.grids[at])
    if not wanted:
        return [at]
    return [
        place
        for place in book.lists
        if _heading(grid := book.grids[place]) == wanted or _same_with_more(grid, here)
    ]


def sheets_of(book: Book, layout: Layout) -> list[int]:
    """Return the places of the sheets that a layout reads; Refusal if there is none such."""
    if layout.sheet == ALL:
        return same_heading(book, _best(book))
    if not 0 <= layout.sheet < len(book.grids):
        raise Refusal(N_("There is no such sheet in this file."), "sheet")
    return [layout.sheet]


def sheet_of(book: Book, layout: Layout) -> Sheet:
    """Return the table that a layout makes of a book; Refusal if it makes none."""
    places = sheets_of(book, layout)
    parts = [_part(book, at, layout, at == places[0]) for at in places]
    names, rows = _joined(parts)
    if not rows:
        raise Refusal(NO_ROWS)
    columns, body = squared(names, rows)
    check_size(columns, body)
    aside = [one for part in parts for one in _aside(part, layout)]
    gone = {one.number for one in aside}
    kept = tuple(row for row in body if row.number not in gone)
    if not kept:
        raise Refusal(NO_ROWS)
    sheet = Sheet(
        columns,
        kept,
        book.digest,
        aside=tuple(sorted(aside, key=lambda one: one.number)),
        parts=tuple(book.grids[at].title for at in book.lists) if len(places) > 1 else (),
        hidden=sum(part.hidden for part in parts),
        filled=sum(part.filled for part in parts),
    )
    return without_index(sheet)


def layout_to_json(layout: Layout) -> dict[str, Any]:
    """Return `layout` as a plain dictionary."""
    return {**vars(layout), "households": list(layout.households)}


def layout_from_json(body: Mapping[str, Any]) -> Layout:
    """Return the layout that `layout_to_json` wrote."""
    return Layout(**{**body, "households": tuple(body["households"])})


def not_read(book: Book, layout: Layout) -> tuple[tuple[str, int], ...]:
    """Return the other lists of the file, each with its name and how many rows it has."""
    read = set(sheets_of(book, layout))
    return tuple(
        (book.grids[at].title, len(book.grids[at].lines) - guess_heading(book.grids[at])[1] - 1)
        for at in book.lists
        if at not in read and book.grids[at].whole not in read
    )


def hidden_columns(book: Book, layout: Layout) -> tuple[str, ...]:
    """Return the names of the columns that are read though the spreadsheet does not show them."""
    grid = book.grids[sheets_of(book, layout)[0]]
    names = names_of(grid, *_found(grid, layout))
    filled = {at for line in grid.lines for at, cell in enumerate(line.cells) if cell}
    return tuple(
        (names[at] if at < len(names) else "") or f"#{at + 1}"
        for at in grid.hidden_columns
        if at in filled
    )


def _best(book: Book) -> int:
    def score(at: int) -> tuple[bool, int, int, int]:
        grid = book.grids[at]
        # Beside the lists of a sheet stand sums of them, with more columns that are known.
        sums = grid.whole >= 0 and not any(
            names_households(line.cells) for line in grid.lines[:LOOKED_AT]
        )
        return (not sums, *heading_score(grid), -at)

    return max(book.lists, key=score)


@dataclass(frozen=True)
class _Part:
    names: list[str]
    rows: list[Row]
    """Numbered through all lists of the file, so that no two rows have one number."""
    called: str
    """What stands for the isibo where nothing else tells it: the name of a whole sheet."""
    hidden: int
    filled: int
    above: list[Row]
    """What stands above the names of the columns."""
    raw: list[tuple[str, ...]]
    """The rows in which the names stand, as they are."""


def _part(book: Book, place: int, layout: Layout, leads: bool) -> _Part:
    grid, before = book.grids[place], sum(at < place for at in book.lists) * PART
    first, last = _found(grid, layout) if leads else guess_heading(grid)
    lines, filled = list(grid.lines[last + 1 :]), 0
    if layout.fill:
        lines, filled = _filled(grid, lines)
    shown = [line for line in lines if layout.hidden or not line.hidden]
    rows = [Row(before + line.number, line.cells) for line in shown if any(line.cells)]
    counted = only_counted(rows)
    rows = [row for row in rows if row.number not in counted]
    width = max((len(row.cells) for row in rows), default=0)
    names = names_of(grid, first, last) if first >= 0 else [""] * width
    above = [Row(line.number, line.cells) for line in grid.lines[: max(first, 0)]]
    raw = [line.cells for line in grid.lines[first : last + 1]] if first >= 0 else []
    called = "" if grid.part else grid.name
    return _Part(names, rows, called, len(lines) - len(shown), filled, above, raw)


def _aside(part: _Part, layout: Layout) -> list[Aside]:
    """Return the rows of a part that are no households; a row that is more than one, once."""
    first = part.rows[:1]
    found = {
        "total": totals(part.rows) - set(layout.households),
        "below": below(part.rows) - set(layout.households),
        "heading": _again(part.rows, [part.names, *part.raw])
        | sections_of(part.names, part.rows).keys(),
        "numbers": {row.number for row in first if _numbers_columns(row)},
    }
    why = {number: code for code in reversed(found) for number in found[code]}
    return [
        Aside(row.number, why[row.number], _told(row)) for row in part.rows if row.number in why
    ]


def _joined(parts: Sequence[_Part]) -> tuple[list[str], list[Row]]:
    """Return names and rows of all parts; where lines tell isibos, or names of sheets may, with
    one column more that says that of each row.
    """
    several = len(parts) > 1
    names = max((part.names for part in parts), key=_known_names)
    parts = [_beside(part, names) for part in parts]
    width = max([len(names), *(len(row.cells) for part in parts for row in part.rows)])
    rows: list[Row] = []
    for part in parts:
        sections = sections_of(part.names, part.rows)
        first = title_isibo(part.names, part.above) or (part.called if several else "")
        rows += with_sections(part.rows, width, sections, first)
    if not any(row.cells[-1] for row in rows):
        return names, [row for part in parts for row in part.rows]
    return [*names, *[""] * (width - len(names)), SHEET], rows


def _beside(part: _Part, names: list[str]) -> _Part:
    """Return a list with its cells in the columns of another that has further ones."""
    if list(map(words_of, part.names)) == list(map(words_of, names)):
        return part
    places = {there: here for here, there in places_in(part.names, names).items()}
    if not places:
        return part

    def moved(cells: Sequence[str]) -> tuple[str, ...]:
        found = [places.get(at, len(cells)) for at in range(len(names))]
        return tuple("".join(cells[at : at + 1]) for at in found)

    rows = [replace(row, cells=moved(row.cells)) for row in part.rows]
    return replace(part, names=names, rows=rows)


def _found(grid: Grid, layout: Layout) -> tuple[int, int]:
    """Return the places of the rows with names; Refusal for rows that there are not."""
    if not layout.first:
        return -1, -1
    places = {line.number: at for at, line in enumerate(grid.lines)}
    try:
        first, last = places[layout.first], places[layout.last]
    except KeyError:
        raise Refusal(N_("There is no such row in this sheet."), "heading") from None
    if last not in (first, first + 1):
        raise Refusal(N_("There is no such row in this sheet."), "heading")
    return first, last


def _filled(grid: Grid, lines: Sequence[SheetLine]) -> tuple[list[SheetLine], int]:
    """Return the rows with the value of each merged cell in all of its rows, and how many."""
    places = {line.number: at for at, line in enumerate(lines)}
    left, count = list(lines), 0
    for one in grid.merges:
        if one.first == one.last or one.first not in places:
            continue
        source = lines[places[one.first]]
        value = source.cells[one.left] if one.left < len(source.cells) else ""
        for number in range(one.first + 1, one.last + 1):
            at = places.get(number)
            if value and at is not None:
                cells = [*left[at].cells]
                cells += [""] * (one.left + 1 - len(cells))
                cells[one.left] = value
                left[at] = replace(left[at], cells=tuple(cells))
                count += 1
    return left, count


def _heading(grid: Grid) -> tuple[tuple[str, ...], ...]:
    first, last = guess_heading(grid)
    names = [words_of(name) for name in names_of(grid, first, last)]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _same_with_more(grid: Grid, other: Grid) -> bool:
    """Tell whether two lists, of one sheet or of two, are the same but for a further column."""
    names, others = (names_of(one, *guess_heading(one)) for one in (grid, other))
    unnamed = {at for at, name in enumerate(names) if not name}
    held = any(cell and at in unnamed for line in grid.lines for at, cell in enumerate(line.cells))
    return grid.whole == other.whole and not held and goes_with(names, others)


def _known_names(names: Sequence[str]) -> int:
    return sum(map(bool, names))


def _again(rows: Sequence[Row], headings: Sequence[Sequence[str]]) -> set[int]:
    """Return the rows that repeat the heading, or one of its two rows, as printed lists do.

    Of three names and more some may lack, as where one was forgotten on a later page.
    """
    known = [{name.casefold() for name in names if name} for names in headings]

    def repeats(row: Row) -> bool:
        filled = {cell.casefold() for cell in row.cells if cell}
        return any(filled == one or (len(filled) > 2 and filled < one) for one in known)

    return {row.number for row in rows if sum(map(bool, row.cells)) > 1 and repeats(row)}


def _numbers_columns(row: Row) -> bool:
    """Tell whether a row below the heading only numbers the columns: 1, 2, 3, ..."""
    filled = [cell.strip("()") for cell in row.cells if cell]
    return len(filled) > 2 and filled == [str(at) for at in range(1, len(filled) + 1)]


def _told(row: Row) -> str:
    return " · ".join(cell for cell in row.cells if cell)[:_SHOWN]
