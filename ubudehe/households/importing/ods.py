"""What the reader of spreadsheets does not tell of an OpenDocument file: which rows and columns
are hidden or filtered away, and which cells are merged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

MAX_MERGES = 20_000
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_SHEETS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 spreadsheet"
_LINES = frozenset({f"{_TABLE}table-row", f"{_TABLE}table-column"})
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_NOT_SHOWN = frozenset({"collapse", "filter"})
_MOST_HIDDEN = 100_000
"""Rows at once: below a list Calc hides all the rest of a sheet."""


@dataclass
class OdsTable:
    """What is special about one sheet."""

    hidden: set[int] = field(default_factory=set)
    """Rows that are not shown, by number from 1."""
    hidden_columns: set[int] = field(default_factory=set)
    """Columns that are not shown, from 0."""
    merges: list[list[int]] = field(default_factory=list)
    """First and last row from 1, first and last column from 0."""
    rows: int = 0
    columns: int = 0
    cells: int = 0
    """Cells of the row that is read."""


def tables_of(content: bytes) -> list[OdsTable]:
    """Return what is special about each sheet of a `content.xml`; nothing of a damaged one."""
    reader = _Reader()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(content, True)
    except ExpatError:
        return []
    return reader.tables


class _Reader:
    """Goes along a document; a table within a cell is none of the file's sheets."""

    def __init__(self) -> None:
        self.tables: list[OdsTable] = []
        self._parents: list[str] = []
        self._within = 0

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        if name == f"{_TABLE}table":
            if self._parents[-1:] == [_SHEETS]:
                self.tables.append(OdsTable())
            self._within += 1
        elif self._within == 1 and self.tables:
            if name in _LINES:
                _line(self.tables[-1], name, said)
            elif name in _CELLS:
                _cell(self.tables[-1], said)
        self._parents.append(name)

    def end(self, name: str) -> None:
        self._within -= name == f"{_TABLE}table"
        self._parents.pop()


def _line(table: OdsTable, name: str, said: Mapping[str, str]) -> None:
    is_row = name == f"{_TABLE}table-row"
    times = _number(said, "number-rows-repeated" if is_row else "number-columns-repeated")
    not_shown = said.get(f"{_TABLE}visibility") in _NOT_SHOWN and times < _MOST_HIDDEN
    if is_row:
        table.hidden.update(range(table.rows + 1, table.rows + 1 + times) if not_shown else ())
        table.rows, table.cells = table.rows + times, 0
    else:
        columns = range(table.columns, table.columns + times)
        table.hidden_columns.update(columns if not_shown else ())
        table.columns += times


def _cell(table: OdsTable, said: Mapping[str, str]) -> None:
    rows, columns = _number(said, "number-rows-spanned"), _number(said, "number-columns-spanned")
    if (rows, columns) != (1, 1) and len(table.merges) < MAX_MERGES:
        last, right = table.rows + rows - 1, table.cells + columns - 1
        table.merges.append([table.rows, last, table.cells, right])
    table.cells += _number(said, "number-columns-repeated")


def _number(said: Mapping[str, str], name: str) -> int:
    text = said.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1
