"""What binds a chosen project to its vote: rooms above this one say it here.

Projects know nothing of money. Each room that rests on a chosen project enters a question; the
first one with an answer stops the annulment of the vote, and its answer says what to do instead.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel import Session

Question = Callable[[Session, UUID, date], str | None]
"""Given a project and today: what rests on it, with a place for %(project)s; or None."""
_QUESTIONS: list[Question] = []


def binds_projects(question: Question) -> Question:
    """Enter a question that is asked before a project stops being chosen."""
    _QUESTIONS.append(question)
    return question


def what_binds(session: Session, project: UUID, today: date) -> str | None:
    """Return what rests on a chosen project, for people; None where nothing does."""
    return next((said for ask in _QUESTIONS if (said := ask(session, project, today))), None)
