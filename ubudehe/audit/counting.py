"""Counts flags of weight beside the acts, a few villages at a time (decision 0089)."""

from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from ubudehe.audit.listing import count_first
from ubudehe.audit.tables import FlagCount
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.places.pack import Country
from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick

VILLAGES = 20
"""How many villages one step counts."""


def count_step(database: Database, country: Country, today: date, most: int = VILLAGES) -> int:
    """Count the flags of some villages whose books or day have moved on; return how many.

    Two processes at once count the same, and the later one is kept.
    """
    with database.read() as session:
        due = _due(session, today, most)
        rows = [
            {"village": code, "size": size, "day": today, "first": first}
            for code, size in due
            for first in [count_first(session, code, country, today)]
        ]
    if rows:
        with database.write() as session:
            _keep(session, rows)
    return len(rows)


def _due(session: Session, today: date, most: int) -> list[tuple[str, int]]:
    """Return villages with books that are not counted as they are today, with their size."""
    kept = and_(col(FlagCount.village) == LogHead.log)
    entries = pick(LedgerEntry.id).where(LedgerEntry.village == LogHead.log)
    rows = session.execute(
        pick(LogHead.log, LogHead.size)
        .outerjoin(FlagCount, kept)
        .where(
            or_(
                col(FlagCount.size).is_(None),
                col(FlagCount.size) != LogHead.size,
                col(FlagCount.day) != today,
            ),
            entries.exists(),
        )
        .order_by(LogHead.log)
        .limit(most)
    )
    return [(code, size) for code, size in rows]


def _keep(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write counts down, over the earlier ones of the same villages."""
    engine = session.get_bind().dialect.name
    made: Any = (sqlite if engine == "sqlite" else postgresql).insert(FlagCount).values(rows)
    new = {name: made.excluded[name] for name in ("size", "day", "first")}
    session.execute(made.on_conflict_do_update(index_elements=["village"], set_=new))
