"""Rows as files for spreadsheet programs, in which no text is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Cells = Sequence[str | int]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ONLY_TEXT = {
    "in_memory": True,  # no file beside the database holds names, not even for a moment
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def csv_file(rows: Iterable[Cells]) -> bytes:
    """Return the rows as CSV, in UTF-8 with the BOM by which spreadsheets know it.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP's
    «CSV injection» advises.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Iterable[Cells], widths: Sequence[int]) -> bytes:
    """Return the rows as an XLSX file of one sheet, its columns so many letters wide."""
    content = io.BytesIO()
    with Workbook(content, _ONLY_TEXT) as book:
        sheet = book.add_worksheet()
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        _fill(sheet, rows)
    return content.getvalue()


def xlsx_book(sheets: Mapping[str, Iterable[Cells]]) -> bytes:
    """Return an XLSX file of several sheets by their names."""
    content = io.BytesIO()
    with Workbook(content, _ONLY_TEXT) as book:
        for name, rows in sheets.items():
            _fill(book.add_worksheet(name), rows)
    return content.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Cells]) -> None:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif cell:
                sheet.write_string(number, place, cell)


def _harmless(cell: str | int) -> str | int:
    risky = isinstance(cell, str) and cell.startswith(_FORMULA)
    return f"'{cell}" if risky else cell
