"""What may be done with a question next, when it is late, and what everybody reads of it."""

from datetime import date, timedelta
from enum import StrEnum

from ubudehe.people.buckets import Bucket


class QuestionState(StrEnum):
    """A question waits, was answered, or is not going to be."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"


KINDS = ("books", "project", "list", "meeting", "other")
"""What a question may be about."""
DECLINED_FOR = ("personal", "elsewhere", "abuse")
"""Why a question is not answered."""
HIDDEN_FOR = ("personal", "asked", "mistake")
"""Why an answer that everybody read is taken away again."""
ASKED = Bucket("question", 6, timedelta(minutes=10))
"""Questions from one network: a carrier's thousands may stand behind it."""
_NEXT = {
    QuestionState.ASKED: ("answer", "decline"),
    QuestionState.ANSWERED: ("publish", "correct"),
    QuestionState.DECLINED: ("resume",),
}


def next_steps(state: QuestionState, *, may_publish: bool, published: bool) -> tuple[str, ...]:
    """Return what may be done with a question, the most wanted first.

    It is published only where its writer allows it, and once.
    """
    steps = _NEXT[state]
    return steps if may_publish and not published else tuple(s for s in steps if s != "publish")


def is_late(state: QuestionState, due: date, today: date) -> bool:
    """Tell whether nobody answered by the last day, which is over."""
    return state == QuestionState.ASKED and due < today


def public_state(*, published: bool, may_publish: bool) -> str:
    """Return how far an answered question is for everybody: «public» or «private»."""
    return "public" if published and may_publish else "private"
