"""A receipt photo on its way into the books."""

import time

from sqlmodel import Session, select

from ubudehe.ledger.evidence.forms import Photo
from ubudehe.ledger.evidence.queries import shown_photo
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.projects.proposals.queries import has_photo
from ubudehe.projects.voting.tellers.photos import is_tally
from ubudehe.record.photos import CleanPhoto
from ubudehe.storage.blobs import Blobs

_DRAFT_SECONDS = 86_400


def keep(blobs: Blobs, clean: CleanPhoto, kind: str = "receipt") -> Photo:
    """Keep a cleaned photo among the files that are served, and return what is to be said of it."""
    return Photo(
        sha256=blobs.put(clean.content),
        size=len(clean.content),
        media=clean.media,
        width=clean.width,
        height=clean.height,
        kind=kind,
    )


def evidence_of(photo: Photo) -> list[dict[str, object]]:
    """Return how the record names a photo: hash, bytes, media type."""
    return [{"h": photo.sha256, "b": photo.size, "m": photo.media}]


def size_of_photo(photo: Photo | None) -> dict[str, object]:
    """Return what the record commits to of a photo beside what it names: size, and what it is."""
    return {"photo": [photo.width, photo.height, photo.kind]} if photo else {}


def keep_draft(drafts: Blobs, content: bytes) -> str:
    """Keep a photo that is not published yet for a day; return its hash."""
    drafts.sweep(time.time() - _DRAFT_SECONDS)
    return drafts.put(content)


def forget(session: Session, blobs: Blobs, digest: str) -> None:
    """Remove a photo's file unless something else still shows it."""
    counted = session.exec(select(MoneyCount.id).where(MoneyCount.photo == digest)).first()
    besides = has_photo(session, digest) or is_tally(session, digest) or counted
    if not (shown_photo(session, digest) or besides):
        blobs.forget(digest)
