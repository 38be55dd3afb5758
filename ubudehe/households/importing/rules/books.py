"""A file as it came: its sheets, row by row, before anybody said what they mean."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class SheetLine:
    """One filled row of a sheet: its number in the file, and what stands in it."""

    number: int
    cells: tuple[str, ...]
    hidden: bool = False
    """Whether the spreadsheet does not show it: hidden by hand or filtered away."""


@dataclass(frozen=True)
class Merge:
    """Cells that are one: first and last row by number, first and last column from 0."""

    first: int
    last: int
    left: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet that people see and in which something is written."""

    name: str
    lines: tuple[SheetLine, ...]
    merges: tuple[Merge, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    """Columns, from 0, that the spreadsheet does not show; they are read all the same."""
    part: str = ""
    """Where it stands in its sheet, where that holds several lists: «A–C», «20–34»; else «»."""
    whole: int = -1
    """Place of the grid of which it is a part; below zero where it is none."""

    @property
    def title(self) -> str:
        """Return the name of the sheet, with what part of it this is."""
        return f"{self.name} {self.part}".strip()


@dataclass(frozen=True)
class Book:
    """A whole file, with what was taken out of it before anything was kept."""

    grids: tuple[Grid, ...]
    separator: str
    """What split the columns; «» in a spreadsheet."""
    encoding: str
    """How it was written: an alphabet such as utf-8 or cp1252, or xlsx, xls, ods."""
    digest: str
    """SHA-256 of the file in hex."""
    twice: bool = False
    """Whether letters with accents were encoded twice, and mended."""
    unseen: int = 0
    """Sheets that the spreadsheet does not show; they are not read."""
    identities: tuple[str, ...] = ()
    """Names of columns that held national identity numbers, emptied."""
    emptied: int = 0
    """Single cells that held one, emptied."""

    @property
    def is_old_alphabet(self) -> bool:
        """Tell whether names with accents may have been read wrong."""
        return self.encoding in ("cp1252", "mac_roman", "cp850", "cp437")

    @property
    def lists(self) -> tuple[int, ...]:
        """Return the places of what is read as a list each: sheets, or the lists in a sheet."""
        parted = {grid.whole for grid in self.grids}
        return tuple(at for at in range(len(self.grids)) if at not in parted)


def with_lines(grid: Grid, lines: Iterable[SheetLine]) -> Grid:
    """Return `grid` with other rows."""
    return replace(grid, lines=tuple(lines))


def book_to_json(book: Book) -> bytes:
    """Return `book` as JSON in UTF-8."""
    body: dict[str, Any] = {**vars(book)}
    body["grids"] = [
        {
            "name": grid.name,
            "lines": [[line.number, line.hidden, *line.cells] for line in grid.lines],
            "merges": [[one.first, one.last, one.left, one.right] for one in grid.merges],
            "hidden_columns": list(grid.hidden_columns),
            "part": grid.part,
            "whole": grid.whole,
        }
        for grid in book.grids
    ]
    return json.dumps(body, ensure_ascii=False).encode()


def book_from_json(content: bytes) -> Book:
    """Return the book that `book_to_json` wrote, or an older release's table of one sheet."""
    body: dict[str, Any] = json.loads(content)
    if "columns" in body:
        return _older(body)
    body["grids"] = tuple(
        Grid(
            grid["name"],
            tuple(
                SheetLine(number, tuple(cells), hidden) for number, hidden, *cells in grid["lines"]
            ),
            tuple(Merge(*merge) for merge in grid["merges"]),
            tuple(grid.get("hidden_columns", ())),
            grid.get("part", ""),
            grid.get("whole", -1),
        )
        for grid in body["grids"]
    )
    body["identities"] = tuple(body["identities"])
    return Book(**body)


def _older(body: Mapping[str, Any]) -> Book:
    """Return a table that a release before sheets could be chosen had kept."""
    lines = [SheetLine(number, tuple(cells)) for number, _long, *cells in body["rows"]]
    heading = SheetLine(min((line.number for line in lines), default=2) - 1, tuple(body["columns"]))
    return Book(
        (Grid("", (heading, *lines)),),
        body["separator"],
        body["encoding"],
        body["digest"],
        identities=tuple(body["identities"]),
        emptied=body["emptied"],
    )
