"""What rooms above the register tell a household that looks itself up with its slip."""

from collections.abc import Callable

from sqlmodel import Session

from ubudehe.households.tables import Household
from ubudehe.language.sentences import Sentence

Telling = Callable[[Session, Household], tuple[Sentence, ...]]
"""Given a household in force, what it is told; nothing of anybody else."""
_TELLINGS: list[Telling] = []


def tells_household(telling: Telling) -> Telling:
    """Enter what a household is told of another room."""
    _TELLINGS.append(telling)
    return telling


def all_told(session: Session, household: Household) -> tuple[Sentence, ...]:
    """Return all that a household is told of other rooms."""
    return tuple(said for tell in _TELLINGS for said in tell(session, household))
