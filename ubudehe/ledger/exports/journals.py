"""Plain-text journals: one for hledger and ledger, one for beancount.

Each ends with assertions of what lies where, so that the program that reads it checks the sums.
"""

import base64
import re
from datetime import timedelta

from ubudehe.ledger.exports.books import BookedEntry, ExportedBooks, Line


def hledger_journal(books: ExportedBooks) -> str:
    """Return the books as hledger 1.25 and ledger 3.3 read them, with directives for `--strict`."""
    lines = [f"; {line}" for line in _preamble(books)]
    for currency in _currencies(books):
        lines.append(f"commodity {currency}")
        if decimals := "0" * _places(books, currency):
            lines.append(f"    format 1000.{decimals} {currency}")
    lines += [f"account {account}" for account in _accounts(books)]
    if books.opening:
        lines += ["", f"{books.first_day} * {_OPENING}"]
        for line in books.opening:
            amount = books.decimal(line.amount, line.currency)
            lines.append(f"    {line.account}  {amount} {line.currency}")
    for entry in books.entries:
        payee = f"{_plain(entry.payee)} | " if entry.payee else ""
        lines += [
            "",
            f"{entry.day.isoformat()} * (e{entry.number:06d}) {payee}{_plain(_words(entry))}",
            f"    ; leaf:{entry.leaf}, kind:{entry.kind}",
        ]
        lines += [f"    ; {number} {unit} at {rate}" for unit, number, rate in entry.quantities]
        if rate := books.rate(entry):
            lines.append(f"    ; rate:{rate} {books.currency}")
        for line in entry.lines:
            grant = f"  ; grant:{line.grant}" if line.grant else ""
            amount = books.decimal(line.amount, line.currency)
            lines.append(f"    {line.account}  {amount} {line.currency}{grant}")
    if books.money():
        lines += ["", f"{books.last_day} * {_ASSERTION}"]
        for (account, currency), held in books.money().items():
            lines.append(
                f"    {account}  0 {currency} = {books.decimal(held, currency)} {currency}"
            )
    return "\n".join(lines) + "\n"


def beancount_journal(books: ExportedBooks) -> str:
    """Return the books as beancount 2.3 and 3 read them."""
    lines = [f"; {line}" for line in _preamble(books)]
    lines += [
        f'option "title" "{books.village}"',
        f'option "operating_currency" "{books.currency}"',
    ]
    lines += [f"{books.first_day} open {account}" for account in _accounts(books)]
    if books.opening:
        lines += ["", f'{books.first_day} * "{_OPENING}"']
        for line in books.opening:
            amount = books.decimal(line.amount, line.currency)
            lines.append(f"  {line.account}  {amount} {line.currency}")
    for entry in books.entries:
        payee = f'"{_quoted(entry.payee)}" ' if entry.payee else ""
        links = f"^e{entry.number:06d}"
        if entry.reverses:
            links += f" ^e{entry.reverses:06d}"
        lines += [
            "",
            f'{entry.day.isoformat()} * {payee}"{_quoted(_words(entry))}" {links}',
            f"  leaf: {entry.leaf}",
            f'  kind: "{entry.kind}"',
        ]
        if rate := books.rate(entry):
            lines.append(f"  rate: {rate} {books.currency}")
        for line in entry.lines:
            amount = books.decimal(line.amount, line.currency)
            lines.append(f"  {line.account}  {amount} {line.currency}")
            if line.grant:
                lines.append(f'    grant: "{line.grant}"')
    if books.last_day:
        # A balance is checked at the start of its day.
        after = books.last_day + timedelta(days=1)
        lines.append("")
        for (account, currency), held in books.money().items():
            lines.append(f"{after} balance {account}  {books.decimal(held, currency)} {currency}")
    return "\n".join(lines) + "\n"


_ASSERTION = "what lies where, after all entries"
_OPENING = "what was there before"


def _preamble(books: ExportedBooks) -> list[str]:
    lines = [f"Books of {books.village}, from {books.origin}"]
    if books.checkpoint is not None:
        root = base64.b64encode(books.checkpoint.root).decode()
        lines.append(f"Checkpoint: {books.checkpoint.size} acts, root {root}")
    since, until = books.asked.since, books.asked.until
    if since or until:
        lines.append(f"Entries dated from {since or 'the beginning'} to {until or 'the end'}")
    return lines


def _accounts(books: ExportedBooks) -> list[str]:
    return sorted({line.account for line in _lines(books)})


def _currencies(books: ExportedBooks) -> list[str]:
    return sorted({line.currency for line in _lines(books)})


def _lines(books: ExportedBooks) -> list[Line]:
    return [*books.opening, *(line for entry in books.entries for line in entry.lines)]


def _places(books: ExportedBooks, currency: str) -> int:
    return -int(books.decimal(1, currency).as_tuple().exponent)


def _words(entry: BookedEntry) -> str:
    return f"{entry.what} (reverses e{entry.reverses:06d})" if entry.reverses else entry.what


def _plain(text: str) -> str:
    """Return text that neither ends a line nor begins a comment, a code or an amount."""
    return " ".join(re.sub(r"[;|\r\n\t(){}\[\]=@*!]+", " ", text).split()) or "-"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
