"""The way of a finding: raised, answered, to be put right, closed; late ones go a level up."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from ubudehe.people.rules import RIGHTS, Right


class FindingState(StrEnum):
    """A finding waits for an answer or for its remedy, was answered, or is over."""

    OPEN = "open"
    REMEDY = "remedy"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


ADDRESSEES = tuple(role.value for role, rights in RIGHTS.items() if Right.ANSWER_FINDINGS in rights)
"""The roles of a village that a finding may be addressed to."""
OPEN = (FindingState.OPEN, FindingState.REMEDY, FindingState.ANSWERED)
"""States in which somebody must act: the addressee, or an officer once it is answered."""
TO_ANSWER = (FindingState.OPEN, FindingState.REMEDY)
OVER = (FindingState.CLOSED, FindingState.WITHDRAWN)


def is_late(state: FindingState, due: date, today: date) -> bool:
    """Tell whether nobody acted on a finding until its last day."""
    return state in OPEN and today > due


def may_step(step: str, state: FindingState, due: date, today: date) -> bool:
    """Tell whether a finding may take a step: answer, remedy, close, escalate, withdraw, reopen.

    The village has until the last day: before it an officer decides nothing without an answer.
    """
    if step == "reopen":
        return state in OVER
    if step in ("answer", "withdraw"):
        return state in OPEN
    late = is_late(state, due, today)
    return late if step == "escalate" else late or state == FindingState.ANSWERED


def next_level(level: int, officers: Iterable[int]) -> int | None:
    """Return the rank of the nearest level above where officers look into books, None at the top.

    Ranks are those of `places.rules.rank_of`: 0 for the country.
    """
    return max((one for one in officers if one < level), default=None)
