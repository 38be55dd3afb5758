"""An audit plan: its calendar, and how far each village of it is by the acts that exist."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ubudehe.ledger.rules.months import months_between, next_month


class PlanState(StrEnum):
    """A plan of an audit was drawn, told to the villages, begun, and closed; or called off."""

    DRAWN = "drawn"
    ANNOUNCED = "announced"
    BEGUN = "begun"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


LOOKED = ("books", "cash", "attendance", "works", "meetings")
"""What an audit may look at."""
WAY = ("not_begun", "visited", "written", "answered", "signed")
"""How far a village of a plan is, in this order."""
MOST_VILLAGES = 60
MOST_DAYS = 20
"""Working days in one village."""

_VISIT = re.compile("([0-9]{1,16}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{1,2})(?: |$)")
_NEXT = {
    "announce": (PlanState.DRAWN,),
    "amend": (PlanState.DRAWN, PlanState.ANNOUNCED, PlanState.BEGUN),
    "begin": (PlanState.ANNOUNCED,),
    "close": (PlanState.BEGUN,),
    "reopen": (PlanState.CLOSED,),
    "call_off": (PlanState.DRAWN, PlanState.ANNOUNCED, PlanState.BEGUN),
}


@dataclass(frozen=True, order=True)
class PlannedVisit:
    """A village's own part of a plan: from which day on, on how many working days."""

    village: str
    day: date
    days: int


class NotAVisit(ValueError):
    """A line that says no village, day and number of days; its text is the line."""


def may_become(step: str, state: PlanState) -> bool:
    """Tell whether a plan in `state` may take a step."""
    return state in _NEXT[step]


def last_day_of(day: date, days: int, is_working: Callable[[date], bool]) -> date:
    """Return the last of so many working days, counted from `day` on; itself counts always."""
    found = day
    for _ in range(days - 1):
        found += timedelta(1)
        while not is_working(found):
            found += timedelta(1)
    return found


def calendar_of(
    villages: Sequence[str], starts: date, days: int, is_working: Callable[[date], bool]
) -> tuple[PlannedVisit, ...]:
    """Return one visit after the other, each of so many working days, the first from `starts`."""
    found, day = [], starts
    for village in villages:
        while not is_working(day):
            day += timedelta(1)
        found.append(PlannedVisit(village, day, days))
        day = last_day_of(day, days, is_working) + timedelta(1)
    return tuple(found)


def write_visits(visits: Iterable[PlannedVisit]) -> str:
    """Return visits as people change them: «CODE YYYY-MM-DD DAYS», one a line."""
    return "\n".join(f"{one.village} {one.day.isoformat()} {one.days}" for one in visits)


def read_visits(text: str) -> tuple[PlannedVisit, ...]:
    """Return the visits that `text` says, by their day; NotAVisit for a line that says none.

    What stands behind the number of days, such as a name, is passed over.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = [_read(line) for line in lines if line]
    return tuple(sorted(found, key=lambda one: (one.day, one.village)))


def _read(line: str) -> PlannedVisit:
    found = _VISIT.match(line)
    if found is None or not 1 <= int(found[3]) <= MOST_DAYS:
        raise NotAVisit(line)
    try:
        return PlannedVisit(found[1], date.fromisoformat(found[2]), int(found[3]))
    except ValueError:
        raise NotAVisit(line) from None


def twice(villages: Iterable[str]) -> str | None:
    """Return a village that stands in a list twice, or None."""
    seen: set[str] = set()
    for one in villages:
        if one in seen:
            return one
        seen.add(one)
    return None


def months_asked(first: str, last: str, begun: str | None) -> str:
    """Return from which month on a plan asks for the sign-off of a village's books.

    Nobody can close a month before the first of its books, `begun`; of books that begin after the
    plan's months, or never, none can be signed off.
    """
    return begun if begun is not None and first <= begun <= last else first


def covers_months(first: str, last: str, signed: Iterable[tuple[str, str]]) -> bool:
    """Tell whether spans of signed-off months hold each month from `first` to `last`."""
    held = list(signed)
    month = first
    for _ in range(months_between(first, last)):
        if not any(begin <= month <= end for begin, end in held):
            return False
        month = next_month(month)
    return True


def how_far(samples: int, findings: int, unanswered: int, signed: bool) -> str:
    """Return how far a village is: one of WAY, told by what was done there and never typed."""
    if signed:
        return "signed"
    if findings:
        return "written" if unanswered else "answered"
    return "visited" if samples else "not_begun"
