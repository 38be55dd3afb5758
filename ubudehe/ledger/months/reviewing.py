"""Months that wait for an officer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.months import first_day
from ubudehe.ledger.rules.states import MonthState
from ubudehe.places.rules import code_range
from ubudehe.places.tables import Place
from ubudehe.storage.reading import pick


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
    rows = session.execute(
        pick(BookMonth.village, Place.name, BookMonth.month, BookMonth.state)
        .join(Place, col(Place.code) == BookMonth.village)
        .where(_waits(code))
        .order_by(col(BookMonth.month), col(BookMonth.village))
        .limit(most)
    )
    return tuple(
        Review(village, name, month, first_day(month), state)
        for village, name, month, state in rows
    )


def reviews_waiting(session: Session, code: str) -> int:
    """Return how many signed months at or below a place nobody has found in order."""
    return session.exec(select(func.count()).where(_waits(code))).one()


def _waits(code: str) -> ColumnElement[bool]:
    first, end = code_range(code)
    return and_(
        col(BookMonth.village) >= first,
        col(BookMonth.village) < end,
        col(BookMonth.state).in_((MonthState.SIGNED, MonthState.READ, MonthState.ANSWERED)),
    )
