"""Reading the record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.commitments import commit
from ubudehe.record.tables import Act, LogHead, LogLeaf, Opening, Total
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

_ABOUT: Prepared[Any] = Prepared(
    pick(Act.type, Act.idx, Act.at, LogLeaf.leaf_hash, LogLeaf.entry)
    .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
    .where(Act.log == given("log"), Act.subject == given("subject"))
    .order_by(col(Act.idx))
)
_TOTALS = Prepared(
    select(col(Total.measure), col(Total.value)).where(
        Total.log == given("log"), col(Total.measure).in_(listed("measures"))
    )
)
_SIZE = Prepared(select(LogHead.size).where(LogHead.log == given("log")))


@dataclass(frozen=True)
class Opened:
    """A private value of an event with its salt: they prove what the record only commits to."""

    salt: bytes
    value: object

    @property
    def commitment(self) -> str:
        """Return the commitment (hex) as it stands in the event."""
        return commit(self.value, self.salt).hex()


def opened(session: Session, log: str, type_: str, subject: str, field: str) -> Opened | None:
    """Return the private `field` of the last such act on this subject; None where it is erased."""
    row = session.exec(
        select(Opening)
        .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
        .where(Act.log == log, Act.type == type_, Act.subject == subject, Opening.field == field)
        .order_by(col(Act.idx).desc())
    ).first()
    return Opened(row.salt, json.loads(row.value)) if row else None


def record_size(session: Session, log: str) -> int:
    """Return how many events the record of a place holds.

    Inside an act, whose log is locked, this is the place of the event that it will leave.
    """
    return _SIZE.first(session, log=log) or 0


def totals(session: Session, log: str, measures: Sequence[str]) -> dict[str, int]:
    """Return some running sums of a place, in one question; 0 where nothing was ever added."""
    found = dict(_TOTALS.rows(session, log=log, measures=measures))
    return {measure: found.get(measure, 0) for measure in measures}


def record_sizes(session: Session) -> dict[str, int]:
    """Return the size of the record of every place that has at least one event."""
    rows = session.execute(
        pick(LogHead.log, LogHead.size).where(LogHead.size > 0, LogHead.log != NATIONAL)
    ).all()
    return dict(rows)


def last_act(session: Session, first: str, end: str, above: Sequence[str]) -> datetime | None:
    """Return the moment of the last act in the records of codes from `first` up to `end`, and of
    those named in `above`; None where there is none.
    """
    inside = (col(LogHead.log) >= first) & (col(LogHead.log) < end)
    query = select(func.max(LogHead.changed)).where(
        inside | col(LogHead.log).in_(above), LogHead.log != NATIONAL
    )
    changed = session.exec(query).one()
    return None if changed is None else datetime.fromtimestamp(changed / 1000, UTC)


@dataclass(frozen=True)
class EventLine:
    """An event about something, as everybody may see it: by role and key, with its proof."""

    type: str
    index: int
    leaf_hash: str
    role: str
    key: str
    at: datetime


def events_about(session: Session, log: str, subject: str) -> tuple[EventLine, ...]:
    """Return the events of a record that are about `subject`, in their order."""
    rows = _ABOUT.rows(session, log=log, subject=subject)
    return tuple(_event_line(*row) for row in rows)


def _event_line(type_: str, index: int, at: datetime, leaf_hash: bytes, entry: bytes) -> EventLine:
    by = json.loads(entry)["by"]
    return EventLine(type_, index, leaf_hash.hex(), by["role"], by["key"], at)
