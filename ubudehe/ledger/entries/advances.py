"""What of an advance is not accounted for yet."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Select, and_, func, or_
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import stands, waits
from ubudehe.ledger.entries.listing import EntryLine, EntryLines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

Sums = Iterable[tuple[UUID, int]]
_SHOWN = EntryLines(col(LedgerEntry.id).in_(listed("ids")))


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
    counted = _counted(until, size)
    given_out = session.execute(_given_out(counted, *which)).all()
    if not given_out:
        return {}
    cleared = _cleared(counted if claims is None else or_(counted, claims))
    accounted = session.execute(cleared, {"advances": [id_ for id_, _ in given_out]}).all()
    return _left(given_out, accounted)


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
    asked = {"village": village, "until": until, "size": size}
    given_out, cleared = _of_village(until is not None, size is not None)
    out = given_out.rows(session, asked)
    if not out:
        return ()
    found = _left(out, cleared.rows(session, asked | {"advances": [id_ for id_, _ in out]}))
    left = {id_: amount for id_, amount in found.items() if amount}
    if not left:
        return ()
    shown = _SHOWN.read(session, today, most=100, size=size, ids=list(left))
    return tuple((line, left[line.id]) for line in sorted(shown, key=lambda line: line.entry_date))


@cache
def _of_village(dated: bool, sized: bool) -> tuple[Prepared[Any], Prepared[Any]]:
    """Return what asks for a village's advances, and for what was accounted for of some."""
    until = given("until", Date) if dated else None
    counted = _counted(until, given("size", Integer) if sized else None)
    village = LedgerEntry.village == given("village")
    return Prepared(_given_out(counted, village)), Prepared(_cleared(counted))


def _counted(until: date | None, size: int | None) -> Any:
    dated = [] if until is None else [col(LedgerEntry.entry_date) <= until]
    return and_(stands(size, until), *dated)


def _given_out(*which: Any) -> Select[Any]:
    return _on_advances(LedgerEntry.id, LedgerEntry.kind == "advance", *which)


def _cleared(*which: Any) -> Select[Any]:
    some = col(LedgerEntry.clears).in_(listed("advances"))
    return _on_advances(LedgerEntry.clears, LedgerEntry.kind == "clearing", some, *which)


def _on_advances(by: Any, *which: Any) -> Select[Any]:
    summed: Select[Any] = (
        pick(by, func.sum(EntryPosting.amount))
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(EntryPosting.account == accounts.ADVANCES, *which)
        .group_by(by)
    )
    return summed


def _left(given_out: Sums, accounted: Sums) -> dict[UUID, int]:
    back = {id_: int(amount) for id_, amount in accounted}
    return {id_: int(amount) + back.get(id_, 0) for id_, amount in given_out}
