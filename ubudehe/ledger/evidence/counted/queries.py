"""The photos of a village's counts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.ledger.rules import accounts

_PLACES = {account: place for place, account in accounts.PLACES.items()}
_MOST = 200


@dataclass(frozen=True)
class CountLine:
    """A count of money with its photo; `place` is as forms name it, or «foreign»."""

    id: UUID
    day: date
    place: str
    currency: str
    amount: int
    photo: str


def counts_shown(session: Session, village: str) -> tuple[CountLine, ...]:
    """Return the last counts of a village that a photo shows, the newest first."""
    rows = session.exec(
        select(MoneyCount)
        .where(MoneyCount.village == village, col(MoneyCount.photo).is_not(None))
        .order_by(col(MoneyCount.counted_on).desc(), col(MoneyCount.counted_at).desc())
        .limit(_MOST)
    )
    return tuple(_line(row) for row in rows)


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
