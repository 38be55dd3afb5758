"""The books as tables: CSV, and a workbook with entries, postings and the trial balance."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO

import xlsxwriter

from ubudehe.ledger.exports.books import BookedEntry, ExportedBooks, Line

HEAD = (
    "number",
    "date",
    "kind",
    "what",
    "payee",
    "reverses",
    "leaf",
    "account",
    "amount",
    "currency",
    "grant",
    "in_out",
    "posted_on",
    "project",
    "rate",
    "evidence_class",
    "evidence_sha256",
    "approved_by",
    "record_size",
    "record_root",
)
_FORMULA = frozenset("=+-@\t\r")


def csv_table(books: ExportedBooks) -> bytes:
    """Return one line for each posting, in UTF-8 with a byte-order mark for spreadsheets."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for row in rows_of(books):
        writer.writerow(safe_row(row))
    return ("\ufeff" + out.getvalue()).encode()


def workbook(books: ExportedBooks) -> bytes:
    """Return an XLSX workbook; every text in it is a text, never a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Postings")
    sheet.write_row(0, 0, HEAD)
    for at, row in enumerate(rows_of(books), 1):
        sheet.write_row(at, 0, [cell if cell is not None else "" for cell in row])
    sheet.freeze_panes(1, 0)
    trial = book.add_worksheet("Trial balance")
    trial.write_row(0, 0, ("account", "balance", "currency"))
    for at, ((account, currency), amount) in enumerate(books.trial_balance().items(), 1):
        trial.write_row(at, 0, (account, books.decimal(amount, currency), currency))
    about = book.add_worksheet("About")
    about.write_row(0, 0, ("origin", books.origin))
    if books.checkpoint is not None:
        about.write_row(1, 0, ("acts in the record", books.checkpoint.size))
        about.write_row(2, 0, ("root", books.checkpoint.root.hex()))
    for at, (name, day) in enumerate((("from", books.asked.since), ("to", books.asked.until)), 3):
        about.write_row(at, 0, (name, str(day or "")))
    book.close()
    return out.getvalue()


def rows_of(books: ExportedBooks) -> list[list[object]]:
    """Return one row for each posting, its cells in the order of `HEAD`."""
    head = books.checkpoint
    made_at = [head.size, head.root.hex()] if head else [None, None]
    before = [None, str(books.first_day), "brought_forward", *[None] * 4]
    opening: list[list[object]] = [
        [*before, *_posting(books, line)[:4], *[None] * 7, *made_at] for line in books.opening
    ]
    return opening + [
        [*first, *_posting(books, line), *last]
        for entry in books.entries
        for first, last in [(_first(entry), [*_last(books, entry), *made_at])]
        for line in entry.lines
    ]


def _first(entry: BookedEntry) -> list[object]:
    """Return what stands before each posting of an entry."""
    return [
        entry.number,
        entry.day.isoformat(),
        entry.kind,
        entry.what,
        entry.payee,
        entry.reverses,
        entry.leaf,
    ]


def _last(books: ExportedBooks, entry: BookedEntry) -> list[object]:
    """Return what stands behind each posting of an entry."""
    return [
        entry.posted_on.isoformat() if entry.posted_on else None,
        entry.project_code,
        books.rate(entry),
        entry.grade,
        " ".join(entry.photos),
        " ".join(entry.agreed),
    ]


def _posting(books: ExportedBooks, line: Line) -> list[object]:
    amount = books.decimal(line.amount, line.currency)
    return [line.account, amount, line.currency, line.grant, line.way]


def safe_row(cells: Iterable[object]) -> list[object]:
    """Return cells so that no spreadsheet takes a text for a formula.

    Of whole rows, without a call for each cell: a district has a million.
    """
    return [
        f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell for cell in cells
    ]
