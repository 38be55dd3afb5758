"""Reading a village's books for an export: a part of the days, as the record said at a size."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted, was_said
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.entries.tables import EntryApproval, EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.exports.books import AskedBooks, BookedEntry, ExportedBooks, Line, opening_of
from ubudehe.ledger.rules.evidence import best_class
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick

R = TypeVar("R")


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


def _entries(
    session: Session, village: str, country: Country, asked: AskedBooks
) -> tuple[BookedEntry, ...]:
    inside = [LedgerEntry.village == village, is_posted(asked.size)]
    inside += [col(LedgerEntry.entry_date) >= asked.since] if asked.since else []
    inside += [col(LedgerEntry.entry_date) <= asked.until] if asked.until else []
    rows = session.exec(
        select(LedgerEntry)
        .where(*inside)
        .order_by(col(LedgerEntry.entry_date), col(LedgerEntry.number))
    ).all()
    numbers: dict[UUID, int] = dict(_pairs(session, village, LedgerEntry.id, LedgerEntry.number))
    acts = pick(Act.id, Act.idx).where(Act.log == village, Act.type == "txn.propose")
    leaves: dict[UUID, int] = dict(session.execute(acts).all())
    codes = {line.id: line.code for line in funded_projects(session, village)}
    lines = _by_entry(session, EntryPosting, col(EntryPosting.position), inside, _line)
    counted = _by_entry(session, EntryQuantity, col(EntryQuantity.position), inside, _quantity)
    agreed = _by_entry(session, EntryApproval, col(EntryApproval.at), inside, lambda a: a.role)
    photos, kinds = _evidence(session, village, asked.size, inside)
    return tuple(
        BookedEntry(
            number=row.number,
            day=row.entry_date,
            kind=row.kind,
            what=row.what,
            payee=row.payee if row.payee_public else None,
            project=row.project,
            reverses=numbers.get(row.reverses) if row.reverses else None,
            leaf=leaves.get(row.id, -1),
            lines=tuple(lines.get(row.id, ())),
            quantities=tuple(counted.get(row.id, ())),
            posted_on=row.decided_at.astimezone(country.zone).date() if row.decided_at else None,
            project_code=codes.get(row.project, "") if row.project else "",
            photos=tuple(photos.get(row.id, ())),
            grade=best_class(kinds.get(row.id, ())),
            agreed=tuple(agreed.get(row.id, ())),
            id=row.id,
        )
        for row in rows
    )


def _evidence(
    session: Session, village: str, size: int | None, inside: list[Any]
) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """Return the photos (hashes) and the kinds of evidence of each entry, as of a size."""
    known = [col(Evidence.added_idx) < size] if size is not None else []
    shown = _by_entry(
        session, Evidence, col(Evidence.sha256), [*inside, *known], lambda e: (e.sha256, e.kind)
    )
    said = _by_entry(
        session,
        Statement,
        col(Statement.added_at),
        [*inside, was_said(village, Statement.id, size)],
        lambda one: one.kind,
    )
    photos = {id_: [digest for digest, _ in found] for id_, found in shown.items()}
    kinds = {
        id_: [kind for _, kind in shown.get(id_, ())] + said.get(id_, [])
        for id_ in shown.keys() | said.keys()
    }
    return photos, kinds


def _by_entry(
    session: Session, table: Any, order: Any, which: list[Any], shape: Callable[[Any], R]
) -> dict[UUID, list[R]]:
    """Return the rows of a table that hang on entries, shaped, by entry; one query for all."""
    found: dict[UUID, list[R]] = {}
    query = select(table).join(LedgerEntry, col(LedgerEntry.id) == table.entry)
    for row in session.exec(query.where(*which).order_by(order)):
        found.setdefault(row.entry, []).append(shape(row))
    return found


def _pairs(session: Session, village: str, *columns: Any) -> Any:
    return session.execute(pick(*columns).where(LedgerEntry.village == village)).all()


def _line(row: EntryPosting) -> Line:
    return Line(row.account, row.amount, row.currency, row.grant_code)


def _quantity(row: EntryQuantity) -> tuple[str, int, int]:
    return row.unit, row.number, row.rate
