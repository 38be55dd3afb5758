"""Which announced days off count for a time that is already running: none, so that it stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AnnouncedDay:
    """A day off, the day on which it was announced, and the day on which it was called off."""

    day: date
    announced_on: date
    ended_on: date | None = None


def counting_since(announced: Iterable[AnnouncedDay], since: date) -> frozenset[date]:
    """Return the days off that count for a time which begins on `since`.

    A last day that was promised never moves, also not with what is announced or called off on the
    day itself: only what was announced before counts, and was not called off before.

    >>> told = [AnnouncedDay(date(2026, 6, 5), date(2026, 6, 1), ended_on=date(2026, 6, 3))]
    >>> [len(counting_since(told, date(2026, 6, day))) for day in (1, 2, 3, 4)]
    [0, 1, 1, 0]
    """
    return frozenset(
        one.day
        for one in announced
        if one.announced_on < since and (one.ended_on is None or since <= one.ended_on)
    )
