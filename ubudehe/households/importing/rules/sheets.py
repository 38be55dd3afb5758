"""Texts of a file, read into rows and cells: their separator, and the table below a heading.

What real files brought: `;` in a «CSV», lines of titles, an unnamed index column (pandas, R),
`sep=;` as a first line, empty columns at the end.
"""

import csv
import hashlib
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ubudehe.households.importing.rules.alphabets import decode, without_double_encoding
from ubudehe.households.importing.rules.books import Book, Grid, SheetLine
from ubudehe.language.messages import N_
from ubudehe.language.names import nfc
from ubudehe.language.refusals import Refusal

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 60
EMPTY = N_("This file is empty. Choose the file with your households.")
NOT_A_TABLE = N_("This is not a table of texts. Save the list as CSV and send that file.")
NO_ROWS = N_("This file has names of columns but no rows below them.")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file, and its cells, as many as the sheet has columns."""

    number: int
    cells: tuple[str, ...]
    too_long: bool = False
    """More cells than the heading has names."""


@dataclass(frozen=True)
class Aside:
    """A row that is no household: why («total», «heading», «numbers»), and what it says."""

    number: int
    why: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A table with the names of its columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    digest: str
    """SHA-256 of the file in hex."""
    index: str = ""
    """Name of a column that only counted the rows, left out; «» if there was none."""
    aside: tuple[Aside, ...] = ()
    parts: tuple[str, ...] = ()
    """Names of the sheets it was put together from, where there are several."""
    hidden: int = 0
    """Hidden rows that were left out."""
    filled: int = 0
    """Cells that got the value of the merged cell they belong to."""

    def sample(self, column: int) -> list[str]:
        """Return how a column begins: the first cells of it, shortened."""
        return [row.cells[column][:SAMPLED] or "–" for row in self.rows[:3]]

    def place(self, number: int) -> str:
        """Return where a row stands in the file, with the sheet's name where there are several."""
        at, row = divmod(number, PART)
        return f"{self.parts[at]} {row}" if self.parts else str(row)


SAMPLED = 40
"""Characters of a cell that show what stands in a column."""
PART = 10_000_000
"""What parts the row numbers of one sheet from those of the next."""


def check_length(content: bytes) -> None:
    """Refusal if the file is larger than what a phone should send."""
    if len(content) > MAX_BYTES:
        raise Refusal(N_("This is too large to send: at most 2 MB."))


def text_book(content: bytes) -> Book:
    """Return the rows of a text; Refusal if it is empty, too large, or no table."""
    check_length(content)
    text, encoding = decode(content)
    if not text.strip():
        raise Refusal(EMPTY)
    if "\0" in text:
        raise Refusal(NOT_A_TABLE)
    mended = without_double_encoding(text)
    separator, skipped = _announced(mended)
    if not separator:
        separator = find_separator(mended)
    records = list(enumerate(_records(mended, separator), 1))[skipped:]
    digest = hashlib.sha256(content).hexdigest()
    grids = (grid_of("", records),)
    return Book(grids, separator, encoding, digest, twice=mended != text)


def grid_of(name: str, records: Iterable[tuple[int, Sequence[str]]]) -> Grid:
    """Return the filled ones of numbered rows, their cells without signs that nobody sees."""
    lines = (SheetLine(number, tuple(seen(cell) for cell in cells)) for number, cells in records)
    return Grid(name, tuple(line for line in lines if any(line.cells)))


def seen(cell: str) -> str:
    """Return a cell as it is seen: NFC, single blanks, without controls and unseen signs."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split(" ")).strip() if "  " in cell else cell.strip()
    shown = "".join(
        sign
        for sign in cell
        if sign in "\n\r\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )
    return nfc(shown)


def find_separator(text: str) -> str:
    """Return the sign that splits `text` most evenly into columns; Refusal if none does."""
    scores = {sign: _evenness(text, sign) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: scores[sign])
    if scores[best] == (0.0, 0):
        raise Refusal(NOT_A_TABLE)
    return best


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """Return the share of rows (in tenths) that have the commonest width, and that width."""
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        return (0.0, 0)
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return (0.0, 0)
    width = max(wide, key=lambda one: (wide[one], one))
    even = sum(count for one, count in wide.items() if one in (width, width + 1))
    return (round(even / len(widths), 1), width)


def _announced(text: str) -> tuple[str, int]:
    """Return the separator that a first line `sep=;` names, and how many lines that takes."""
    first = text[:12].split("\n")[0].strip().strip('"').strip()
    if first.casefold().startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4:5], 1
    return "", 0


def _records(text: str, separator: str) -> list[list[str]]:
    def read(*, strict: bool) -> list[list[str]]:
        lines = io.StringIO(text, newline="")
        return list(csv.reader(lines, delimiter=separator, strict=strict))

    try:
        return read(strict=True)
    except csv.Error as error:
        # Only an open quotation mark loses rows; other slips of quoting can be read past.
        if "unexpected end" in str(error):
            raise Refusal(
                N_("A quotation mark is opened in this file and never closed. Look for it first.")
            ) from error
    try:
        return read(strict=False)
    except csv.Error as error:
        raise Refusal(NOT_A_TABLE) from error


def squared(names: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Return names and rows of one width; columns without name and content go."""
    given = list(names)
    if all(len(row.cells) == len(given) + 1 and row.cells[0] for row in rows) and given:
        given.insert(0, "")  # R writes row numbers without a name for them
    widest = max(len(row.cells) for row in rows)
    filled = {at for row in rows for at, cell in enumerate(row.cells[: len(given)]) if cell}
    kept = [at for at, name in enumerate(given) if name or at in filled]
    lines = []
    for row in rows:
        cells = (*row.cells, *[""] * (max(widest, len(given)) - len(row.cells)))
        too_long = any(cells[len(given) :])
        lines.append(Row(row.number, tuple(cells[at] for at in kept), too_long))
    return _distinct_names([given[at] for at in kept]), lines


def _distinct_names(names: list[str]) -> tuple[str, ...]:
    """Return the names, unnamed ones as «#3», repeated ones as «name (2)»."""
    counted: dict[str, int] = {}
    distinct = []
    for place, name in enumerate(names, 1):
        known = name[:80] or f"#{place}"
        counted[known] = counted.get(known, 0) + 1
        distinct.append(known if counted[known] == 1 else f"{known} ({counted[known]})")
    return tuple(distinct)


def check_size(columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Refusal unless the table has two columns or more, and no more than can be read."""
    if len(columns) > MAX_COLUMNS:
        raise Refusal(
            N_("This file has %(found)s columns; at most %(most)s can be read."),
            found=len(columns),
            most=MAX_COLUMNS,
        )
    if len(rows) > MAX_ROWS:
        raise Refusal(
            N_("This file has %(found)s rows; at most %(most)s can be read. Split it by village."),
            found=len(rows),
            most=MAX_ROWS,
        )
    if len(columns) < 2:
        raise Refusal(NOT_A_TABLE)


def without_index(sheet: Sheet) -> Sheet:
    """Return the sheet without a first column that has no name and only counts."""
    name = sheet.columns[0]
    if name != "#1" and not name.startswith("Unnamed:"):
        return sheet
    cells = [row.cells[0] for row in sheet.rows]
    if not all(cell.isdecimal() and len(cell) < 10 for cell in cells):
        return sheet
    numbers = [int(cell) for cell in cells]
    if any(after <= before for before, after in pairwise(numbers)):
        return sheet
    rows = tuple(replace(row, cells=row.cells[1:]) for row in sheet.rows)
    return replace(sheet, columns=sheet.columns[1:], rows=rows, index=name)
