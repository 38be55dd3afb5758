"""The photos of a village's counts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Listed, Paging
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.ledger.rules import accounts

_PLACES = {account: place for place, account in accounts.PLACES.items()}


@dataclass(frozen=True)
class CountLine:
    """A count of money with its photo; `place` is as forms name it, or «foreign»."""

    id: UUID
    day: date
    place: str
    currency: str
    amount: int
    photo: str


def counts_shown(session: Session, village: str, start: int = 0) -> Listed[CountLine]:
    """Return counts of a village that a photo shows, the newest first, after `start` others."""
    shown = MoneyCount.village == village, col(MoneyCount.photo).is_not(None)
    total = session.exec(select(func.count()).select_from(MoneyCount).where(*shown)).one()
    rows = session.exec(
        select(MoneyCount)
        .where(*shown)
        .order_by(
            col(MoneyCount.counted_on).desc(),
            col(MoneyCount.counted_at).desc(),
            col(MoneyCount.id),
        )
        .offset(start)
        .limit(LINES)
    )
    return Listed(tuple(_line(row) for row in rows), Paging(start, LINES, total))


def count_shown(session: Session, village: str, count: UUID) -> CountLine:
    """Return a count of a village that a photo shows; NotFound where it has none."""
    row = session.get(MoneyCount, count)
    if row is None or row.village != village or row.photo is None:
        raise NotFound(N_("There is no such photo."))
    return _line(row)


def _line(row: MoneyCount) -> CountLine:
    return CountLine(
        row.id,
        row.counted_on,
        _PLACES.get(row.account, "foreign"),
        row.currency,
        row.amount,
        row.photo or "",
    )
