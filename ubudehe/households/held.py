"""What must be settled before a household is closed or split: rooms above this one say it here.

The register knows nothing of appeals and votes. Each room that lets something wait on a household
enters a question; the first one with an answer stops the act, and its answer says what to do.
"""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

Question = Callable[[Session, UUID], str | None]
"""Given a household, a message for people about what waits on it; None where nothing does."""
_QUESTIONS: list[Question] = []
_OF_PEOPLE: list[Question] = []
"""Those of them about people who are counted somewhere as this household's."""


def holds_households(question: Question) -> Question:
    """Enter a question that is asked before a household is closed."""
    _QUESTIONS.append(question)
    return question


def what_holds(session: Session, household: UUID) -> str | None:
    """Return what must be settled before a household may be closed; None where nothing waits."""
    return next((said for ask in _QUESTIONS if (said := ask(session, household))), None)


def holds_people(question: Question) -> Question:
    """Enter a question that is also asked before people leave a household, or it is erased."""
    _OF_PEOPLE.append(question)
    return holds_households(question)


def what_holds_people(session: Session, household: UUID) -> str | None:
    """Return what must be settled before people leave, or data are erased; None if nothing is."""
    return next((said for ask in _OF_PEOPLE if (said := ask(session, household))), None)
