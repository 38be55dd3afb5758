"""Events of a stretch of a record, with what may still be opened of them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from ubudehe.record.tables import Act, LogLeaf, Opening
from ubudehe.record.tongues import FIELD as LANG
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class Happened:
    """One event: its public fields, and those private ones that were asked for and not erased."""

    index: int
    type: str
    id: UUID
    subject: str
    public: Mapping[str, Any]
    private: Mapping[str, Any]

    @property
    def tongue(self) -> str:
        """Return the language of its words (ISO 639-1), where it was asked for and is known."""
        return str(self.private.get(LANG, ""))


@dataclass(frozen=True)
class Stretch:
    """A stretch of a record: from after `first` to before `last`; to the end where it is None."""

    log: str
    first: int = -1
    last: int | None = None

    def conditions(self) -> list[Any]:
        """Return what an act of this stretch must fulfil."""
        found: list[Any] = [col(Act.log) == self.log, col(Act.idx) > self.first]
        return found if self.last is None else [*found, col(Act.idx) < self.last]


def happened(
    session: Session,
    stretch: Stretch,
    types: Collection[str],
    reads: Collection[str] = (),
    subjects: Collection[str] | None = None,
) -> tuple[Happened, ...]:
    """Return the events of `types` in their order; `reads` are patterns of private fields.

    Two queries, however many events there are.
    """
    conditions = [*stretch.conditions(), col(Act.type).in_(types)]
    if subjects is not None:
        conditions.append(col(Act.subject).in_(subjects))
    leaf = (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx)
    rows = session.execute(
        pick(Act.idx, Act.type, Act.id, Act.subject, LogLeaf.entry)
        .join(LogLeaf, leaf)
        .where(*conditions)
        .order_by(col(Act.idx))
    ).all()
    private = _openings(session, conditions, reads) if rows and reads else {}
    return tuple(
        Happened(idx, type_, id_, subject or "", json.loads(entry), private.get(id_, {}))
        for idx, type_, id_, subject, entry in rows
    )


def _openings(
    session: Session, conditions: Sequence[Any], reads: Collection[str]
) -> dict[UUID, dict[str, Any]]:
    rows = session.execute(
        pick(Opening.act, Opening.field, Opening.value)
        .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
        .where(*conditions, or_(*(col(Opening.field).like(pattern) for pattern in reads)))
    ).all()
    found: dict[UUID, dict[str, Any]] = {}
    for act, field, value in rows:
        found.setdefault(act, {})[field] = json.loads(value)
    return found


def index_of(session: Session, log: str, act: UUID) -> int | None:
    """Return where an act stands in a record; None where it is not in it."""
    return session.exec(select(Act.idx).where(Act.log == log, Act.id == act)).first()


def next_index(session: Session, stretch: Stretch, types: Collection[str]) -> int | None:
    """Return where the first act of one of `types` of a stretch stands, if there is one."""
    query = select(Act.idx).where(*stretch.conditions(), col(Act.type).in_(types))
    return session.exec(query.order_by(col(Act.idx)).limit(1)).first()


def last_indexes(session: Session, stretch: Stretch, types: Collection[str]) -> dict[str, int]:
    """Return where the last act of each of `types` stands in a stretch, of those that are there."""
    rows = session.execute(
        pick(Act.type, func.max(Act.idx))
        .where(*stretch.conditions(), col(Act.type).in_(types))
        .group_by(Act.type)
    ).all()
    return {type_: int(index) for type_, index in rows}
