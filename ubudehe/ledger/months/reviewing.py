"""Months that wait for an officer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.months import first_day
from ubudehe.ledger.rules.states import MonthState
from ubudehe.places.tables import Place
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import Prepared, given

_WAITS = and_(
    under(BookMonth.village),
    col(BookMonth.state).in_((MonthState.SIGNED, MonthState.READ, MonthState.ANSWERED)),
)
_LISTED = Prepared(
    select(col(BookMonth.village), col(Place.name), col(BookMonth.month), col(BookMonth.state))
    .join(Place, col(Place.code) == BookMonth.village)
    .where(_WAITS)
    .order_by(col(BookMonth.month), col(BookMonth.village))
    .limit(given("most"))
)
_COUNT = Prepared(select(func.count()).where(_WAITS))


@dataclass(frozen=True)
class Review:
    """A closed month below a place that waits for an officer."""

    village: str
    name: str
    month: str
    first: date
    state: MonthState


def waiting_reviews(session: Session, code: str, most: int = 100) -> tuple[Review, ...]:
    """Return signed months at or below a place that nobody has found in order, oldest first."""
    rows = _LISTED.rows(session, **span(code), most=most)
    return tuple(
        Review(village, name, month, first_day(month), state)
        for village, name, month, state in rows
    )


def reviews_waiting(session: Session, code: str) -> int:
    """Return how many signed months at or below a place nobody has found in order."""
    return _COUNT.one(session, **span(code))[0]
