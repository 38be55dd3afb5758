"""How far the books of villages are, month by month, and which villages need somebody first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ubudehe.ledger.rules.months import (
    first_day,
    last_day,
    month_of,
    months_between,
    next_month,
    previous_month,
)
from ubudehe.ledger.rules.states import MonthState

WAY = {"closed": "closed", "signed": "signed", "read": "read", "locked": "reviewed"}
"""How far a closed month is, by its state; what an officer asks about stands beside the way."""
MARKS = ("none", "open", "closed", "signed", "read", "reviewed", "asked", "late")
"""Every mark a month can have on the picture."""
SHOW = ("late", "flags", "findings", "questions", "appeals", "review", "none")
"""By what villages can be filtered: each names what they need, «none» those without books."""
URGENT_DAYS = 7
"""An appeal whose last day is over, or at most so many days away, goes before everything else."""


@dataclass(frozen=True)
class Closing:
    """How far the months of a village are closed: the first and the last of them."""

    first: str
    last: str


@dataclass(frozen=True)
class VillageStanding:
    """What waits in one village; all are counts, `appeal_due` the last day of the nearest appeal.

    `flags` is None where nobody has counted them yet. `keeps_books` tells whether anything was
    ever posted.
    """

    code: str
    name: str
    folded: str
    keeps_books: bool
    late: int = 0
    flags: int | None = None
    findings: int = 0
    questions: int = 0
    appeals: int = 0
    appeal_due: date | None = None
    review: int = 0

    @property
    def needs(self) -> int:
        """Return how many things need somebody; months to review are no trouble yet."""
        return self.late + (self.flags or 0) + self.findings + self.questions + self.appeals

    def is_urgent(self, today: date) -> bool:
        """Tell whether an appeal is in its last days, or past them."""
        return self.appeal_due is not None and self.appeal_due <= today + timedelta(URGENT_DAYS)

    def fits(self, show: str) -> bool:
        """Tell whether a village is among those that a filter shows; anything else shows all."""
        if show == "none":
            return not self.keeps_books
        return bool(getattr(self, show)) if show in SHOW else True


def late_before(today: date, days: int) -> str:
    """Return the last month that should be closed and signed: `days` after its end are over."""
    month = previous_month(month_of(today))
    while last_day(month) + timedelta(days) >= today:
        month = previous_month(month)
    return month


def late_months(first: str, closed: Closing | None, unsigned: int, before: str) -> int:
    """Return how many months are late until `before`, of a village with books since `first`.

    Months are closed in their order: all after the last closed one are open. `unsigned` are those
    until `before` that are closed and not signed.
    """
    begin = next_month(closed.last) if closed else first
    return max(months_between(begin, before), 0) + unsigned


def last_months(today: date, number: int) -> tuple[str, ...]:
    """Return so many months up to the one that `today` lies in, the oldest first."""
    found = [month_of(today)]
    while len(found) < number:
        found.insert(0, previous_month(found[0]))
    return tuple(found)


def mark(month: str, state: str | None, first: str | None, before: str, today: date) -> str:
    """Return how a month is marked: one of MARKS.

    `state` is that of the closed month, None while it is open; `first` the village's first month
    with books, None where it keeps none.
    """
    if first is None or month < first:
        return "none"
    if state in (MonthState.QUESTIONED, MonthState.ANSWERED):
        return "asked"
    if state in (MonthState.SIGNED, MonthState.READ, MonthState.LOCKED):
        return WAY[state]
    if month <= before:
        return "late"
    if state == MonthState.CLOSED:
        return "closed"
    return "open" if last_day(month) < today else "none"


def in_order(found: Iterable[VillageStanding], today: date) -> list[VillageStanding]:
    """Return villages by what needs attention.

    Appeals in their last days first, then by how many things need somebody, then what waits for a
    review, then by name; villages without books at the end.
    """
    return sorted(
        found,
        key=lambda one: (
            not one.keeps_books,
            not one.is_urgent(today),
            one.appeal_due if one.is_urgent(today) and one.appeal_due else date.max,
            -one.needs,
            -one.review,
            one.name,
            one.code,
        ),
    )


def named(found: Sequence[VillageStanding], folded: str) -> Sequence[VillageStanding]:
    """Return the villages whose folded names hold what is looked for; all where it is nothing."""
    return [one for one in found if folded in one.folded] if folded else found


def first_of(day: date | None, closed: Closing | None) -> str | None:
    """Return the first month with books, from the first posted day or the first closed month."""
    return closed.first if closed else None if day is None else month_of(day)


def days_of(months: Sequence[str]) -> tuple[date, ...]:
    """Return the first day of each month."""
    return tuple(first_day(one) for one in months)
