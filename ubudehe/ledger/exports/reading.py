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

    def of(table: Any, order: Any, *columns: Any, which: Sequence[Any] = ()) -> Any:
        return (
            pick(_key(table.entry), *columns)
            .join(LedgerEntry, col(LedgerEntry.id) == table.entry)
            .where(*inside, *which)
            .order_by(order)
        )

    back = aliased(LedgerEntry)
    proposed = and_(
        col(Act.log) == village, col(Act.id) == LedgerEntry.id, col(Act.type) == "txn.propose"
    )
    reversed_by_it = and_(col(back.id) == LedgerEntry.reverses, col(back.village) == village)
    return _Statements(
        entries=pick(
            _key(LedgerEntry.id),
            LedgerEntry.id,
            LedgerEntry.number,
            LedgerEntry.entry_date,
            LedgerEntry.kind,
            LedgerEntry.what,
            LedgerEntry.payee,
            LedgerEntry.payee_public,
            LedgerEntry.project,
            back.number,
            Act.idx,
            LedgerEntry.decided_at,
        )
        .outerjoin(back, reversed_by_it)
        .outerjoin(Act, proposed)
        .where(*inside)
        .order_by(col(LedgerEntry.entry_date), col(LedgerEntry.number)),
        lines=of(
            EntryPosting,
            col(EntryPosting.position),
            EntryPosting.account,
            EntryPosting.amount,
            EntryPosting.currency,
            EntryPosting.grant_code,
        ),
        quantities=of(
            EntryQuantity,
            col(EntryQuantity.position),
            EntryQuantity.unit,
            EntryQuantity.number,
            EntryQuantity.rate,
        ),
        approvals=of(EntryApproval, col(EntryApproval.at), EntryApproval.role),
        photos=of(
            Evidence,
            col(Evidence.sha256),
            Evidence.sha256,
            Evidence.kind,
            which=[col(Evidence.added_idx) < size] if at_size else [],
        ),
        statements=of(
            Statement,
            col(Statement.added_at),
            Statement.kind,
            which=[was_said(village, Statement.id, size)],
        ),
    )


def _key(column: Any) -> Any:
    """Return a column of ids as the database's driver gives them, to find rows by and no more.

    To make a UUID of each costs more than to read its row.
    """
    return type_coerce(column, String)


def _entries(
    session: Session, village: str, country: Country, asked: AskedBooks
) -> tuple[BookedEntry, ...]:
    given = {"since": asked.since, "until": asked.until, "size": asked.size}
    values = {"village": village, **{name: one for name, one in given.items() if one is not None}}
    told = _statements(asked.since is not None, asked.until is not None, asked.size is not None)
    connection = session.connection()

    def by_entry(statement: Any) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for id_, *row in connection.execute(statement, values):
            found.setdefault(id_, []).append(row)
        return found

    lines, counted = by_entry(told.lines), by_entry(told.quantities)
    agreed, photos = by_entry(told.approvals), by_entry(told.photos)
    said = by_entry(told.statements)
    codes, zone = project_codes(session, village), country.zone
    nothing: list[Any] = []
    return tuple(
        BookedEntry(
            number=number,
            day=day,
            kind=kind,
            what=what,
            payee=payee if payee_public else None,
            project=project,
            reverses=reverses,
            leaf=-1 if leaf is None else leaf,
            lines=tuple(Line(*one) for one in lines.get(key, nothing)),
            quantities=tuple((*one,) for one in counted.get(key, nothing)),
            posted_on=decided_at.astimezone(zone).date() if decided_at else None,
            project_code=codes.get(project, "") if project else "",
            photos=tuple(digest for digest, _ in photos.get(key, nothing)),
            grade=best_class(
                one[-1] for one in (*photos.get(key, nothing), *said.get(key, nothing))
            ),
            agreed=tuple(role for (role,) in agreed.get(key, nothing)),
            id=id_,
        )
        for (
            key,
            id_,
            number,
            day,
            kind,
            what,
            payee,
            payee_public,
            project,
            reverses,
            leaf,
            decided_at,
        ) in connection.execute(told.entries, values)
    )
