"""Promises, shaped for a page."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.projects.promises.tables import Promise
from ubudehe.storage.reading import of_village


@dataclass(frozen=True)
class PromiseLine:
    """A promise: who gives what, how much of it, and how much came."""

    id: UUID
    project: UUID
    giver: str
    kind: str
    what: str
    quantity: int
    unit: str
    kept: int


def promises_of(session: Session, project: UUID) -> tuple[PromiseLine, ...]:
    """Return the promises to a project, the village's first."""
    rows = session.exec(
        select(Promise)
        .where(Promise.proposal == project)
        .order_by(col(Promise.giver).desc(), col(Promise.kind), col(Promise.what))
    )
    return tuple(_line(row) for row in rows)


def promise_line(session: Session, village: str, promise: UUID) -> PromiseLine:
    """Return one promise of a village; NotFound where there is none."""
    row = of_village(session, Promise, promise, village)
    if row is None:
        raise NotFound(N_("There is no such page."))
    return _line(row)


def _line(row: Promise) -> PromiseLine:
    return PromiseLine(
        row.id, row.proposal, row.giver, row.kind, row.what, row.quantity, row.unit, row.kept
    )
