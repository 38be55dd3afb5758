"""Photos of signed tally sheets."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.projects.voting.tables import TallyPhoto, Vote
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

_PHOTOS = Prepared(
    select(TallyPhoto)
    .where(TallyPhoto.vote == given("vote"))
    .order_by(col(TallyPhoto.added_at), col(TallyPhoto.sha256))
)


@dataclass(frozen=True)
class RemovedPhoto:
    """A photo that everybody could see and that was removed: its hash, why, and when."""

    sha256: str
    why: str
    on: date | None


def tally_photos(session: Session, vote: Vote) -> tuple[TallyPhoto, ...]:
    """Return the photos of a vote's tallies as they were added, with those that are gone."""
    if vote.closed_at is None:
        return ()
    return tuple(_PHOTOS.rows(session, vote=vote.id))


def is_shown(session: Session, digest: str) -> bool:
    """Tell whether this is the photo of a tally that everybody may see."""
    query = select(TallyPhoto.vote).where(
        TallyPhoto.sha256 == digest, TallyPhoto.shown, TallyPhoto.gone == ""
    )
    return session.exec(query).first() is not None


def is_of(session: Session, vote: UUID, digest: str) -> bool:
    """Tell whether this is the photo of a tally of a vote that is not gone."""
    query = pick(TallyPhoto.sha256).where(
        TallyPhoto.vote == vote, TallyPhoto.sha256 == digest, TallyPhoto.gone == ""
    )
    return session.execute(query).first() is not None


def was_removed(session: Session, vote: UUID, digest: str) -> bool:
    """Tell whether this photo of a vote's tally was removed: its file is not kept again."""
    found = session.get(TallyPhoto, (vote, digest))
    return found is not None and bool(found.gone)
