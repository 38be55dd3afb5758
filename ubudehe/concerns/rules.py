"""Who hears a concern, what may be done with it next, and when what was written is erased."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from ubudehe.people.buckets import Bucket


class ConcernState(StrEnum):
    """A concern waits for an officer, was taken by one, answered, and closed."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


KINDS = ("money", "work", "vote", "category", "leader", "other")
"""What a concern may be about."""
WAITING = (ConcernState.NEW, ConcernState.TAKEN)
"""States in which somebody waits for the officer's answer."""
_NEXT = {
    "take": (ConcernState.NEW, ConcernState.TAKEN, ConcernState.ANSWERED, ConcernState.CLOSED),
    "answer": (ConcernState.TAKEN, ConcernState.ANSWERED, ConcernState.CLOSED),
    "pass": (ConcernState.TAKEN, ConcernState.ANSWERED),
    "close": (ConcernState.ANSWERED,),
}
TOLD = Bucket("concern", 6, timedelta(minutes=10))
"""Concerns from one network: a carrier's thousands may stand behind it."""
MOST_WORDS = 30
"""How often somebody may write under one code."""


def may_do(step: str, state: ConcernState) -> bool:
    """Tell whether a step may be taken with a concern in a state."""
    return state in _NEXT[step]


def is_late(state: str, due: date, today: date) -> bool:
    """Tell whether the last day for the answer is over."""
    return state in WAITING and due < today


def hearers(village: str, lengths: Mapping[str, int]) -> list[str]:
    """Return the places that hear concerns of a village, the lowest first.

    `lengths` are those of the codes of the levels that hear them.
    """
    return [village[:length] for length in sorted(lengths.values(), reverse=True)]


def next_hearer(place: str, lengths: Mapping[str, int]) -> str | None:
    """Return the place above that hears concerns; None for the last."""
    above = [length for length in lengths.values() if length < len(place)]
    return place[: max(above)] if above else None


def is_of_the_village(held_at: Iterable[str], village: str, lengths: Mapping[str, int]) -> bool:
    """Tell whether who holds roles at these places is of the village, or of its cell.

    That is of any level below those that hear concerns.
    """
    lowest = max(lengths.values(), default=0)
    return any(village.startswith(place) and len(place) > lowest for place in held_at)
