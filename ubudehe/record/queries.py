"""Reading the record."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ubudehe.record.rules.commitments import commit
from ubudehe.record.tables import Act, LogHead, LogLeaf, Opening
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class ActLine:
    """An act as the public may see it."""

    index: int
    type: str
    at: datetime
    leaf_hash: str


def opened_commitment(session: Session, log: str, type_: str, subject: str) -> str | None:
    """Return the commitment (hex) of the last such act on this subject, from its opening."""
    row = session.exec(
        select(Opening)
        .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
        .where(Act.log == log, Act.type == type_, Act.subject == subject)
        .order_by(col(Act.idx).desc())
    ).first()
    return commit(json.loads(row.value), row.salt).hex() if row else None


def latest_acts(session: Session, log: str, most: int) -> tuple[ActLine, ...]:
    """Return the latest acts of a place, the newest first."""
    rows = session.execute(
        pick(Act.idx, Act.type, Act.at, LogLeaf.leaf_hash)
        .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
        .where(Act.log == log)
        .order_by(col(Act.idx).desc())
        .limit(most)
    ).all()
    return tuple(ActLine(idx, type_, at, digest.hex()) for idx, type_, at, digest in rows)


def record_sizes(session: Session) -> dict[str, int]:
    """Return the size of every record that has at least one event."""
    rows = session.execute(pick(LogHead.log, LogHead.size).where(LogHead.size > 0)).all()
    return dict(rows)
