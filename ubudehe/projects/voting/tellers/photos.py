"""Photos of signed tally sheets."""

from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.projects.voting.tables import TallyPhoto, Vote
from ubudehe.storage.reading import pick


def tally_photos(session: Session, vote: Vote) -> tuple[TallyPhoto, ...]:
    """Return the photos of a vote's tallies in the order in which they were added."""
    if vote.closed_at is None:
        return ()
    query = select(TallyPhoto).where(TallyPhoto.vote == vote.id)
    return tuple(session.exec(query.order_by(col(TallyPhoto.added_at), col(TallyPhoto.sha256))))


def is_shown(session: Session, digest: str) -> bool:
    """Tell whether this is the photo of a tally that everybody may see."""
    query = select(TallyPhoto.vote).where(TallyPhoto.sha256 == digest, TallyPhoto.shown)
    return session.exec(query).first() is not None


def is_tally(session: Session, digest: str) -> bool:
    """Tell whether this is the photo of a tally, shown or not."""
    query = select(TallyPhoto.vote).where(TallyPhoto.sha256 == digest)
    return session.exec(query).first() is not None


def is_of(session: Session, vote: UUID, digest: str) -> bool:
    """Tell whether this is the photo of a tally of a vote."""
    query = pick(TallyPhoto.sha256).where(TallyPhoto.vote == vote, TallyPhoto.sha256 == digest)
    return session.execute(query).first() is not None
