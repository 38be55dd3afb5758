"""Texts of a file, read into a table: their signs, their separator, the names of columns.

What real files brought: UTF-8 with and without BOM, cp1252 from old spreadsheets, `;` in a «CSV»,
an unnamed index column (pandas, R), `sep=;` as a first line, empty columns at the end.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ubudehe.language.messages import N_
from ubudehe.language.names import nfc
from ubudehe.language.refusals import Refusal

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 40
_TITLES = 5
EMPTY = N_("This file is empty. Choose the file with your households.")
_NOT_A_TABLE = N_("This is not a table of texts. Save the list as CSV and send that file.")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (the heading is 1 where nothing stands above it)."""

    number: int
    cells: tuple[str, ...]
    too_long: bool = False
    """More cells than the heading has names."""


@dataclass(frozen=True)
class Sheet:
    """A table as it came, with what was taken out of it before anything was kept."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str
    """What split the columns; «» in a spreadsheet."""
    encoding: str
    """How it was written: utf-8, utf-16, cp1252, latin-1 or xlsx."""
    digest: str
    """SHA-256 of the file in hex."""
    index: str = ""
    """Name of a column that only counted the rows, taken out; «» if there was none."""
    identities: tuple[str, ...] = ()
    """Names of columns that held national identity numbers, taken out."""
    emptied: int = 0
    """Single cells that held one, emptied."""


def read_sheet(content: bytes) -> Sheet:
    """Return the table in a text; Refusal if it is empty, too large, or no table."""
    check_length(content)
    text, encoding = decode(content)
    if not text.strip():
        raise Refusal(EMPTY)
    if "\0" in text:
        raise Refusal(_NOT_A_TABLE)
    separator, skipped = _announced(text)
    if not separator:
        separator = find_separator(text)
    records = list(enumerate(_records(text, separator), 1))[skipped:]
    return table_of(records, separator, encoding, content)


def check_length(content: bytes) -> None:
    """Refusal if the file is larger than what a phone should send."""
    if len(content) > MAX_BYTES:
        raise Refusal(N_("This is too large to send: at most 2 MB."))


def table_of(
    records: Iterable[tuple[int, Sequence[str]]], separator: str, encoding: str, content: bytes
) -> Sheet:
    """Return the table that numbered rows of texts make; Refusal if they make none.

    `content` is the whole file, for its digest.
    """
    rows = _below_titles(
        [
            Row(number, tuple(nfc(cell) for cell in cells))
            for number, cells in records
            if any(cell.strip() for cell in cells)
        ]
    )
    if len(rows) < 2:
        raise Refusal(N_("This file has names of columns but no rows below them."))
    columns, body = _squared(rows[0].cells, rows[1:])
    _check_size(columns, body)
    digest = hashlib.sha256(content).hexdigest()
    return _without_index(Sheet(columns, tuple(body), separator, encoding, digest))


def _below_titles(rows: list[Row]) -> list[Row]:
    """Return the rows from the heading on: above it, rows with one filled cell are titles."""
    filled = [sum(map(bool, row.cells)) for row in rows]
    if max(filled, default=0) < 3:
        return rows
    heading = next((at for at, cells in enumerate(filled[:_TITLES]) if cells > 1), 0)
    return rows[heading:]


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of `content` and how it was written: utf-8, utf-16, cp1252 or latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def find_separator(text: str) -> str:
    """Return the sign that splits `text` most evenly into columns; Refusal if none does."""
    scores = {sign: _evenness(text, sign) for sign in SEPARATORS}
    best = max(SEPARATORS, key=lambda sign: scores[sign])
    if scores[best] == (0.0, 0):
        raise Refusal(_NOT_A_TABLE)
    return best


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """Return the share of rows (in tenths) as wide as the first one, and that width."""
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    even = sum(width in (widths[0], widths[0] + 1) for width in widths)
    return (round(even / len(widths), 1), widths[0])


def _announced(text: str) -> tuple[str, int]:
    """Return the separator that a first line `sep=;` names, and how many lines that takes."""
    first = text[:8].split("\n")[0].strip()
    if first.startswith("sep=") and first[4:] in SEPARATORS:
        return first[4:], 1
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
        raise Refusal(_NOT_A_TABLE) from error


def _squared(names: Sequence[str], rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Return names and rows of one width; columns without name and content go."""
    given = list(names)
    if all(len(row.cells) == len(given) + 1 for row in rows):
        given.insert(0, "")  # R writes row numbers without a name for them
    widest = max(len(row.cells) for row in rows)
    filled = {at for row in rows for at, cell in enumerate(row.cells[: len(given)]) if cell}
    kept = [at for at, name in enumerate(given) if name or at in filled]
    squared = []
    for row in rows:
        cells = (*row.cells, *[""] * (max(widest, len(given)) - len(row.cells)))
        too_long = any(cells[len(given) :])
        squared.append(Row(row.number, tuple(cells[at] for at in kept), too_long))
    return _distinct_names([given[at] for at in kept]), squared


def _distinct_names(names: list[str]) -> tuple[str, ...]:
    """Return the names, unnamed ones as «#3», repeated ones as «name (2)»."""
    seen: dict[str, int] = {}
    distinct = []
    for place, name in enumerate(names, 1):
        known = name[:80] or f"#{place}"
        seen[known] = seen.get(known, 0) + 1
        distinct.append(known if seen[known] == 1 else f"{known} ({seen[known]})")
    return tuple(distinct)


def _check_size(columns: Sequence[str], rows: Sequence[Row]) -> None:
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
    numbers = sum(name.replace(".", "").replace(" ", "").isdigit() for name in columns)
    if len(columns) < 2:
        raise Refusal(_NOT_A_TABLE)
    if numbers * 2 > len(columns):
        raise Refusal(N_("The first row must hold the names of the columns. Add such a row."))


def _without_index(sheet: Sheet) -> Sheet:
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
    return replace(without_columns(sheet, {0}), index=name)


def without_columns(sheet: Sheet, gone: set[int]) -> Sheet:
    """Return the sheet without the columns at the places `gone`."""
    kept = [at for at in range(len(sheet.columns)) if at not in gone]
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in sheet.rows)
    return replace(sheet, columns=tuple(sheet.columns[at] for at in kept), rows=rows)
