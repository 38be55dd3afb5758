"""What is heard in a village, shaped for a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.sentences import Sentence
from ubudehe.spoken.speaking import SPEAKABLE
from ubudehe.spoken.tables import SpokenPrompt
from ubudehe.storage.prepared import Prepared, given

_HEARD = Prepared(
    select(SpokenPrompt).where(
        SpokenPrompt.village == given("village"),
        SpokenPrompt.about == given("about"),
        SpokenPrompt.gone == "",
    )
)


@dataclass(frozen=True)
class HeardPrompt:
    """A recording that is heard: how it is fetched, and how many kB that costs."""

    id: UUID
    sha256: str
    kilobytes: int
    added_at: datetime


@dataclass(frozen=True)
class ToSay:
    """One thing that can be said, with its recording if there is one."""

    key: str
    said: Sentence
    heard: HeardPrompt | None


def heard(session: Session, village: str, about: str) -> dict[str, HeardPrompt]:
    """Return by key the recordings of one kind that are heard in a village."""
    rows = _HEARD.rows(session, village=village, about=about)
    return {row.key: _heard(row) for row in rows}


def all_to_say(session: Session, village: str) -> tuple[tuple[str, str, tuple[ToSay, ...]], ...]:
    """Return (kind, its title, what can be said) of everything in a village."""
    found = []
    for about, kind in SPEAKABLE.items():
        there = heard(session, village, about)
        things = kind.things(session, village)
        lines = tuple(ToSay(key, said, there.get(key)) for key, said in things)
        found.append((about, kind.title, lines))
    return tuple(found)


def media_of(session: Session, digest: str) -> str | None:
    """Return the media type of a recording that everybody may hear; None where there is none."""
    public = [about for about, kind in SPEAKABLE.items() if kind.public]
    row = session.exec(
        select(SpokenPrompt).where(
            SpokenPrompt.sha256 == digest,
            SpokenPrompt.gone == "",
            col(SpokenPrompt.about).in_(public),
        )
    ).first()
    return row.media if row else None


def sound_of(session: Session, village: str, digest: str) -> str | None:
    """Return the media type of any recording that a village hears; None where there is none."""
    row = session.exec(
        select(SpokenPrompt).where(
            SpokenPrompt.village == village,
            SpokenPrompt.sha256 == digest,
            SpokenPrompt.gone == "",
        )
    ).first()
    return row.media if row else None


def _heard(row: SpokenPrompt) -> HeardPrompt:
    return HeardPrompt(row.id, row.sha256, -(-row.size // 1000), row.added_at)
