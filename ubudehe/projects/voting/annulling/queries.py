"""An annulment, shaped for a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ubudehe.projects.voting.tables import Vote
from ubudehe.record.happened import Stretch, happened


@dataclass(frozen=True)
class Annulment:
    """When and why a vote was annulled, in which meeting, by people of which two roles."""

    at: datetime
    reason: str
    assembly: UUID
    roles: tuple[str, ...]


def annulment(session: Session, vote: Vote) -> Annulment | None:
    """Return how a vote was annulled; None where it was not."""
    if vote.annulled_at is None:
        return None
    found = happened(session, Stretch(vote.village), ("vote.annul",), (), (str(vote.id),))
    public = found[-1].public
    roles = public["by"]["role"], public["second"]["role"]
    return Annulment(vote.annulled_at, vote.annulled, UUID(public["assembly"]), roles)
