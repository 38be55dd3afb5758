"""The clock of the court: whose turn it is, until when, and where silence carries an appeal.

Where an appeal stands is not written anywhere by a timer: it follows from the day its level began,
the deadlines and the calendar, so that anybody can recompute it. See docs/categories.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ubudehe.places.calendar import IsWorkingDay

_DAY = timedelta(days=1)
LONGEST_CARRY = timedelta(days=14)
"""Days of the calendar for a household to carry an appeal further that was rejected."""


class AppealState(StrEnum):
    """An appeal waits, was decided or taken back; erased with its household, it says nothing."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


@dataclass(frozen=True)
class Turn:
    """One level's time with an appeal: from the day after `since` to the end of `due`."""

    level: str
    since: date
    due: date


@dataclass(frozen=True)
class AppealStanding:
    """Where an appeal stands today, and which levels let their time pass in silence."""

    turn: Turn
    silent: tuple[Turn, ...]
    overdue: bool
    """The last level was silent too: there is nowhere further to carry it."""


def due_day(since: date, days: int, is_working: IsWorkingDay) -> date:
    """Return the last of `days` working days after `since`; `since` itself does not count."""
    day = since
    for _ in range(days):
        day += _DAY
        while not is_working(day):
            day += _DAY
    return day


def standing(
    level: str,
    since: date,
    today: date,
    days: Mapping[str, int],
    working_since: Callable[[date], IsWorkingDay],
) -> AppealStanding:
    """Return where an appeal stands that came to `level` on the day `since`.

    `days` are working days by level, the lowest level first. A level whose last day has passed
    without a decision was silent; the next level's time begins on that day. `working_since` tells
    the working days of a time that begins on a day.
    """
    levels = list(days)
    silent: list[Turn] = []
    turn = Turn(level, since, due_day(since, days[level], working_since(since)))
    while today > turn.due and turn.level != levels[-1]:
        silent.append(turn)
        following = levels[levels.index(turn.level) + 1]
        begun = turn.due
        turn = Turn(following, begun, due_day(begun, days[following], working_since(begun)))
    return AppealStanding(turn, tuple(silent), overdue=today > turn.due)


def last_day_to_carry(rejected_on: date) -> date:
    """Return the last day on which an appeal rejected on a day can be carried to the next level."""
    return rejected_on + LONGEST_CARRY


def next_level(level: str, days: Mapping[str, int]) -> str | None:
    """Return the level above `level`, None for the last."""
    levels = list(days)
    place = levels.index(level) + 1
    return levels[place] if place < len(levels) else None


def direction(has: int, wants: int) -> str:
    """Return «up» or «down»: ranks of categories, 1 the poorest, so up is a better-off one."""
    return "up" if wants > has else "down"


def blocks_final(standing_now: AppealStanding, *, late: bool) -> bool:
    """Tell whether an open appeal keeps the list from being final.

    One filed too late does not, nor one on which even the last level was silent: it goes on, and
    what it decides is a later act like any other.
    """
    return not late and not standing_now.overdue
