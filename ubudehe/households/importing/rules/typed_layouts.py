"""How a list begins, as fields of a form, and back again."""

from collections.abc import Mapping

from ubudehe.households.importing.rules.books import Book, Grid
from ubudehe.households.importing.rules.headings import LOOKED_AT, guess_heading
from ubudehe.households.importing.rules.layouts import ALL, Layout, guess_layout, sheets_of

_SHOWN, _CELL, _LINE = 8, 20, 90


def typed_layout(typed: Mapping[str, str], book: Book, before: Layout) -> Layout:
    """Return the layout that was typed; for a sheet that was not shown yet, a guess."""
    try:
        sheet, heading = int(typed["sheet"]), int(typed.get("heading", ""))
    except ValueError:
        return before
    if not ALL <= sheet < len(book.grids):
        return before
    if typed.get("shown") != str(sheet):
        return guess_of(book, sheet)
    two = bool(heading) and typed.get("two") == "yes"
    grid = book.grids[sheets_of(book, Layout(sheet, 0, 0))[0]]
    after = [line.number for line in grid.lines if line.number > heading]
    return Layout(
        sheet,
        heading,
        after[0] if two and after else heading,
        hidden=typed.get("hidden") == "yes",
        fill=typed.get("fill", "yes") == "yes",
        households=before.households,
    )


def guess_of(book: Book, sheet: int) -> Layout:
    """Return how one sheet of a book, or ALL alike, is probably to be read."""
    if sheet == ALL:
        return guess_layout(book)
    grid = book.grids[sheet]
    first, last = guess_heading(grid)
    numbers = (grid.lines[first].number, grid.lines[last].number) if first >= 0 else (0, 0)
    return Layout(sheet, *numbers)


def layout_typed(layout: Layout) -> dict[str, str]:
    """Return the form fields that say a layout."""
    typed = {"sheet": str(layout.sheet), "shown": str(layout.sheet), "heading": str(layout.first)}
    typed |= {"two": "yes" if layout.last != layout.first else ""}
    typed |= {"hidden": "yes" if layout.hidden else "no", "fill": "yes" if layout.fill else "no"}
    return typed


def rows_to_choose(grid: Grid, layout: Layout) -> list[tuple[int, str]]:
    """Return the first rows by number, as one line each; the chosen one is among them."""
    lines = grid.lines[:LOOKED_AT]
    chosen = next((at for at, line in enumerate(lines) if line.number == layout.first), 0)
    shown = lines[: max(_SHOWN, chosen + 3)]
    return [
        (line.number, " · ".join(cell[:_CELL] for cell in line.cells if cell)[:_LINE])
        for line in shown
    ]
