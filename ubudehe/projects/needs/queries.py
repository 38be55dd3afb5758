"""Needs, shaped for a page."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.projects.needs.tables import Need
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class NeedLine:
    """A need as people said it."""

    id: UUID
    text: str


def needs(session: Session, village: str) -> tuple[NeedLine, ...]:
    """Return the needs of a village, the newest first."""
    rows = session.execute(
        pick(Need.id, Need.text)
        .where(Need.village == village)
        .order_by(col(Need.added_at).desc(), Need.text)
    ).all()
    return tuple(NeedLine(*row) for row in rows)
