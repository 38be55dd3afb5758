"""What of an advance is not accounted for yet."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import stands, waits
from ubudehe.ledger.entries.listing import EntryLine, lines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.storage.reading import pick


def left_of_advances(
    session: Session,
    *which: Any,
    until: date | None = None,
    size: int | None = None,
    claims: Any = None,
) -> dict[UUID, int]:
    """Return what is open of each posted advance that fits, in minor units; 0 where nothing is.

    `until` leaves out what is dated later, `size` what a record of so many acts did not hold.
    `claims` is a condition for accounts that are not posted and count nevertheless.
    """
    dated = [col(LedgerEntry.entry_date) <= until] if until else []
    left = _on_advances(
        session,
        LedgerEntry.id,
        LedgerEntry.kind == "advance",
        stands(size, until),
        *dated,
        *which,
    )
    counted = and_(stands(size, until), *dated)
    accounted = _on_advances(
        session,
        LedgerEntry.clears,
        LedgerEntry.kind == "clearing",
        col(LedgerEntry.clears).in_(list(left)),
        counted if claims is None else or_(counted, claims),
    )
    return {id_: amount + accounted.get(id_, 0) for id_, amount in left.items()}


def left_for_clearing(session: Session, advance: UUID, today: date, but: UUID | None = None) -> int:
    """Return what of an advance is neither accounted for nor about to be (without entry `but`)."""
    claims = and_(waits(today), col(LedgerEntry.id) != but)
    which = LedgerEntry.id == advance
    return left_of_advances(session, which, claims=claims).get(advance, 0)


def left_of(session: Session, entry: LedgerEntry) -> int:
    """Return what of a posted advance is not accounted for; 0 for any other entry."""
    if entry.kind != "advance":
        return 0
    return left_of_advances(session, LedgerEntry.id == entry.id).get(entry.id, 0)


def open_advances(
    session: Session, village: str, today: date, until: date | None = None, size: int | None = None
) -> tuple[tuple[EntryLine, int], ...]:
    """Return posted advances with what is open of each, the oldest first; see above."""
    found = left_of_advances(session, LedgerEntry.village == village, until=until, size=size)
    left = {id_: amount for id_, amount in found.items() if amount}
    shown = lines(session, today, col(LedgerEntry.id).in_(list(left)), most=100, size=size)
    return tuple((line, left[line.id]) for line in sorted(shown, key=lambda line: line.entry_date))


def _on_advances(session: Session, by: Any, *which: Any) -> dict[UUID, int]:
    rows = session.execute(
        pick(by, func.sum(EntryPosting.amount))
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(EntryPosting.account == accounts.ADVANCES, *which)
        .group_by(by)
    )
    return {id_: int(amount) for id_, amount in rows}
