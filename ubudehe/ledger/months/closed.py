"""Which months are closed."""

from datetime import date

from sqlmodel import Session, col, select

from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.months import month_of
from ubudehe.ledger.rules.states import MonthState
from ubudehe.storage.prepared import Prepared, given

_STATES = Prepared(
    select(col(BookMonth.month), col(BookMonth.state)).where(BookMonth.village == given("village"))
)
_LAST = Prepared(
    select(BookMonth.month)
    .where(BookMonth.village == given("village"))
    .order_by(col(BookMonth.month).desc())
    .limit(1)
)


def closed_month(session: Session, village: str, month: str) -> BookMonth | None:
    """Return a month of a village that is closed, or None while it is open."""
    return session.get(BookMonth, (village, month))


def closed_states(session: Session, village: str) -> dict[str, MonthState]:
    """Return how far the closing of each month is that is not open any more."""
    return dict(_STATES.rows(session, village=village))


def is_closed_on(session: Session, village: str, day: date) -> bool:
    """Tell whether nothing can be posted any more on a day.

    Months are closed in order, so a day before the last closed month's end is closed too.
    """
    last = last_closed(session, village)
    return last is not None and last >= month_of(day)


def last_closed(session: Session, village: str) -> str | None:
    """Return the last month of a village that is closed, or None."""
    return _LAST.first(session, village=village)
