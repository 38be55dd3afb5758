"""Reading a village's books for an export: a part of the days, as the record said at a size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, String, and_, bindparam, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted, was_said
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.entries.tables import EntryApproval, EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.exports.books import AskedBooks, BookedEntry, ExportedBooks, Line, opening_of
from ubudehe.ledger.rules.evidence import best_class
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.queries import project_codes
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick


def books_of(
    session: Session,
    village: str,
    origin: str,
    head: Checkpoint | None,
    country: Country,
    asked: AskedBooks | None = None,
) -> ExportedBooks:
    """Return the books of a village, or the part of them that is `asked` for."""
    asked = asked or AskedBooks()
    opening: tuple[Line, ...] = ()
    if asked.since is not None:
        until = date.fromordinal(asked.since.toordinal() - 1)
        opening = opening_of(posted_sums(session, village, until=until, size=asked.size))
    return ExportedBooks(
        village=village,
        origin=origin,
        currency=country.currency,
        exponent=country.manners.exponent,
        checkpoint=head,
        entries=_entries(session, village, country, asked),
        asked=asked,
        opening=opening,
    )


@dataclass(frozen=True)
class _Statements:
    """What is asked of the tables, built once for each kind of part that can be asked for."""

    entries: Any
    lines: Any
    quantities: Any
    approvals: Any
    photos: Any
    statements: Any


@cache
def _statements(since: bool, until: bool, at_size: bool) -> _Statements:
    """Return the statements for a part that is bounded so; values come when they are executed."""
    size: Any = bindparam("size", type_=BigInteger) if at_size else None
    village = bindparam("village", type_=String)
    inside = [LedgerEntry.village == village, is_posted(size)]
    inside += [col(LedgerEntry.entry_date) >= bindparam("since", type_=Date)] if since else []
    inside += [col(LedgerEntry.entry_date) <= bindparam("until", type_=Date)] if until else []
    known = [col(Evidence.added_idx) < size] if at_size else []
    said = was_said(village, Statement.id, size)
    posting = EntryPosting
    line = posting.account, posting.amount, posting.currency, posting.grant_code
    counted = EntryQuantity.unit, EntryQuantity.number, EntryQuantity.rate
    shown = Evidence.sha256, Evidence.kind
    return _Statements(
        entries=_of_entries(village, inside),
        lines=_below(EntryPosting, line, EntryPosting.position, inside),
        quantities=_below(EntryQuantity, counted, EntryQuantity.position, inside),
        approvals=_below(EntryApproval, (EntryApproval.role,), EntryApproval.at, inside),
        photos=_below(Evidence, shown, Evidence.sha256, [*inside, *known]),
        statements=_below(Statement, (Statement.kind,), Statement.added_at, [*inside, said]),
    )


def _of_entries(village: Any, inside: Sequence[Any]) -> Any:
    """Return the statement for entries, each with its leaf and the number of what it reverses."""
    one, back = LedgerEntry, aliased(LedgerEntry)
    proposed = and_(col(Act.log) == village, col(Act.id) == one.id, col(Act.type) == "txn.propose")
    reversed_by_it = and_(col(back.id) == one.reverses, col(back.village) == village)
    return (
        pick(
            _key(one.id).label("key"),
            col(one.id).label("id_"),
            col(one.number),
            col(one.entry_date),
            col(one.kind),
            col(one.what),
            col(one.payee),
            col(one.payee_public),
            col(one.project),
            col(back.number).label("original"),
            col(Act.idx).label("leaf"),
            col(one.decided_at),
        )
        .outerjoin(back, reversed_by_it)
        .outerjoin(Act, proposed)
        .where(*inside)
        .order_by(col(one.entry_date), col(one.number))
    )


def _below(table: Any, columns: Sequence[Any], order: Any, which: Sequence[Any]) -> Any:
    """Return the statement for rows that hang on entries, each behind the key of its entry."""
    found = pick(_key(table.entry), *columns).join(LedgerEntry, col(LedgerEntry.id) == table.entry)
    return found.where(*which).order_by(col(order))


def _key(column: Any) -> Any:
    """Return a column of ids as the database's driver gives them, to find rows by and no more.

    To make a UUID of each costs more than to read its row.
    """
    return type_coerce(column, String)


_Found = dict[Any, list[tuple[Any, ...]]]
"""Rows that hang on entries, by the key of the entry."""


def _entries(
    session: Session, village: str, country: Country, asked: AskedBooks
) -> tuple[BookedEntry, ...]:
    given = {"since": asked.since, "until": asked.until, "size": asked.size}
    values = {"village": village, **{name: one for name, one in given.items() if one is not None}}
    told = _statements(asked.since is not None, asked.until is not None, asked.size is not None)
    connection = session.connection()

    def by_entry(statement: Any) -> _Found:
        found: _Found = {}
        for key, *row in connection.execute(statement, values):
            found.setdefault(key, []).append(tuple(row))
        return found

    lines, counted, agreed = map(by_entry, (told.lines, told.quantities, told.approvals))
    photos, said = by_entry(told.photos), by_entry(told.statements)
    codes, zone = project_codes(session, village), country.zone
    return tuple(
        BookedEntry(
            number=row.number,
            day=row.entry_date,
            kind=row.kind,
            what=row.what,
            payee=row.payee if row.payee_public else None,
            project=row.project,
            reverses=row.original,
            leaf=-1 if row.leaf is None else row.leaf,
            lines=tuple(Line(*one) for one in lines.get(row.key, ())),
            quantities=tuple(counted.get(row.key, ())),
            posted_on=row.decided_at.astimezone(zone).date() if row.decided_at else None,
            project_code=codes.get(row.project, "") if row.project else "",
            photos=tuple(one[0] for one in photos.get(row.key, ())),
            grade=best_class(one[-1] for one in (*photos.get(row.key, ()), *said.get(row.key, ()))),
            agreed=tuple(one[0] for one in agreed.get(row.key, ())),
            id=row.id_,
        )
        for row in connection.execute(told.entries, values)
    )
