"""How far ahead a meeting is announced, and what somebody should look at twice before that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, day, number, text

PURPOSES = ("categories", "projects", "accounts", "general")
"""What a meeting may be about: the points of an agenda that the app leads through."""
WAYS = ("board", "homes", "loudspeaker", "community_work", "phone")
"""How people are told of a meeting."""
FURTHEST = 366
"""How many days ahead a meeting may be announced: further on, it is a slip in the year."""
STILL = 31
"""How many days after its day an announced meeting can still be opened."""
_MORNING, _NIGHT = time(6), time(21)


@dataclass(frozen=True)
class Ahead:
    """How a meeting was announced: how many days before, and how many the country asks for."""

    days: int
    asked: int

    @property
    def is_short(self) -> bool:
        """Tell whether people had less time than the country asks for."""
        return self.days < self.asked


def moment_of(on: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which it is `hour` on a day in `zone`, with that zone."""
    return datetime.combine(on, hour, zone)


def ahead(known_since: date, held_on: date, asked: int) -> Ahead:
    """Return how long before its day a meeting was known; never less than no day."""
    return Ahead(max((held_on - known_since).days, 0), asked)


def known_from(before: tuple[date, object], now: object, today: date) -> date:
    """Return since when the day, hour and place `now` are known; `before`: since when which ones.

    Who reads of another day, hour or place is told anew, so the days ahead count from then.
    """
    since, told = before
    return since if told == now else today


def is_too_far(on: date, today: date) -> bool:
    """Tell whether a day is so far that it must be a slip."""
    return on > today + timedelta(days=FURTHEST)


def doubts(
    on: date, hour: time, today: date, known_since: date, asked: int, holiday: str | None
) -> Iterator[Sentence]:
    """Yield what is unusual in a day and an hour: reasons to look twice, none to refuse.

    `holiday` is the name of the public holiday that the day is, «» for one without a name. A day
    that has passed is refused, so nothing is said of it here.
    """
    if on < today:
        return
    if holiday:
        named = {"day": day(on), "name": text(holiday)}
        yield Sentence(N_("%(day)s is a public holiday: %(name)s."), named)
    elif holiday is not None:
        yield Sentence(N_("%(day)s is a public holiday."), {"day": day(on)})
    told = ahead(known_since, on, asked)
    if told.is_short:
        values = {"days": number(told.days), "asked": number(told.asked)}
        yield Sentence(N_("Days ahead: %(days)s. The country asks for %(asked)s at least."), values)
    if not _MORNING <= hour < _NIGHT:
        yield Sentence(
            N_(
                "%(hour)s is at night. Hours go from 0 to 24: two o'clock in the afternoon is "
                "14:00."
            ),
            {"hour": text(f"{hour:%H:%M}")},
        )
