"""What a meeting took otherwise than the count, shaped for a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ubudehe.projects.voting.tables import Vote
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.tongues import FIELD as LANG


@dataclass(frozen=True)
class Decision:
    """When and why a meeting took other projects, by people of which two roles."""

    at: datetime
    reason: str
    lang: str
    """The language of the reason, where it is known."""
    assembly: UUID
    roles: tuple[str, ...]


def decision(session: Session, vote: Vote) -> Decision | None:
    """Return what a meeting last decided otherwise than the count; None where it did not."""
    if vote.decided_at is None:
        return None
    found = happened(session, Stretch(vote.village), ("vote.override",), (LANG,), (str(vote.id),))
    public, lang = found[-1].public, found[-1].tongue
    roles = public["by"]["role"], public["second"]["role"]
    return Decision(vote.decided_at, vote.decided, lang, UUID(public["assembly"]), roles)
