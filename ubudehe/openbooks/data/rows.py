"""The open tables row by row, and how rows and documents are written piece by piece."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import chain

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.ledger.exports.asking import NotReadable, asked_of
from ubudehe.ledger.exports.reading import books_of
from ubudehe.ledger.exports.sheets import rows_of, safe_row
from ubudehe.ledger.months.years import years_of
from ubudehe.openbooks.data.gathering import Gathering
from ubudehe.openbooks.queries import villages_with_record
from ubudehe.openbooks.realised.queries import project_rows
from ubudehe.openbooks.rules.open_data import tables
from ubudehe.openbooks.rules.open_data.facts import VillageFacts
from ubudehe.openbooks.rules.open_data.tables import Column

Row = list[object]
Table = tuple[tuple[Column, ...], tuple[str, ...], Callable[[VillageFacts], list[Row]]]
_PIECE = 1 << 15


def entry_rows(asked: Gathering, query: Mapping[str, str]) -> Iterator[Row]:
    """Yield a row for each posting of each village; NotReadable for a wrong question."""
    if len(asked.villages) > 1 and query.get("as-of", "").isdecimal():
        raise NotReadable(
            N_("Write «as-of» as a day here: 2026-03-31. Each village counts its acts.")
        )
    for code in asked.villages:
        head = asked.heads.last_signed(code)
        newest = head.checkpoint if head else None
        with asked.database.read() as session:
            part, at = asked_of(query, session, code, newest, asked.country, asked.now)
            origin = asked.heads.origin(code)
            books = books_of(session, code, origin, at, asked.country, part)
        for row in rows_of(books):
            yield [code, *row]


def budget_rows(asked: Gathering) -> Iterator[Row]:
    """Yield a row for each budget line of each project and financial year of each village."""
    for code in asked.villages:
        with asked.database.read() as session:
            for year in reversed(years_of(session, code, asked.country, asked.today)):
                yield from _year_rows(session, code, asked, year)


def _year_rows(session: Session, code: str, asked: Gathering, year: int) -> list[Row]:
    country = asked.country
    first, last = country.financial_year(date(year, *country.financial_year_start))
    digits = country.manners.exponent
    return [
        [
            *(code, part.code, part.title, line.name, first, last),
            *(
                Decimal(amount).scaleb(-digits)
                for amount in (line.planned, line.before, line.during, line.left)
            ),
        ]
        for _, part in project_rows(session, code, country, first, last, asked.today)
        for line in part.lines
    ]


def _projects(village: VillageFacts) -> list[Row]:
    return [
        [
            *(village.code, one.code, one.id, one.title, one.chosen_on, one.closed_on),
            *(village.decimal(one.planned), village.decimal(one.spent), one.labour_days),
            village.decimal(one.materials),
        ]
        for one in village.projects
    ]


def _grants(village: VillageFacts) -> list[Row]:
    return [
        [
            *(village.code, one.code, one.id, one.source, one.giver, one.purpose),
            *(one.reference, one.own_title, one.own_language, one.agreed_on),
            *(village.decimal(one.amount, one.currency), one.currency),
            village.decimal(sum(came.amount for came in one.came), one.currency),
            village.decimal(sum(paid.amount for paid in one.paid if not paid.is_back)),
            village.decimal(sum(paid.amount for paid in one.paid if paid.is_back)),
            village.decimal(one.left),
            one.withdrawn_on,
        ]
        for one in village.grants
    ]


def village_rows(asked: Gathering) -> Iterator[Row]:
    """Yield a row for each village, with the head that was signed last."""
    with asked.database.read() as session:
        known = {str(one["code"]): one for one in villages_with_record(session, asked.country)}
    for code in (one for one in asked.villages if one in known):
        head = asked.heads.last_signed(code)
        name, _, above = str(known[code]["path"]).partition(", ")
        at = (head.checkpoint.size, head.checkpoint.root.hex()) if head else (0, "")
        address = asked.publisher.of(f"/data/{code}/datapackage.json")
        yield [code, name, above, *at, address]


FROM_FACTS: Mapping[str, Table] = {
    "projects": (tables.PROJECTS, ("village", "project"), _projects),
    "grants": (tables.GRANTS, ("village", "grant"), _grants),
}


def csv_pieces(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a table as CSV (RFC 4180, UTF-8); a text that a spreadsheet would run gets a «'»."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow(safe_row(row))
        if out.tell() > _PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def document_pieces(
    head: Mapping[str, object], name: str, items: Iterable[Mapping[str, object]]
) -> Iterator[str]:
    """Yield a JSON object with a last member that is a list, item by item."""
    start = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{start}, "{name}": ['
    for at, item in enumerate(items):
        yield (",\n" if at else "\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]}\n"


def begun(rows: Iterator[Row]) -> Iterator[Row]:
    """Return rows of which the first has been read, so that a refusal comes before the answer."""
    first = next(rows, None)
    return chain([] if first is None else [first], rows)


def objects(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Yield rows as JSON objects without empty cells; amounts, days and hashes are texts."""
    names = [column.name for column in columns]
    for row in rows:
        filled = zip(names, row, strict=True)
        yield {
            name: cell if isinstance(cell, int | str) else str(cell)
            for name, cell in filled
            if cell not in (None, "")
        }
