"""Counts flags beside the acts, a few villages at a time (decisions 0089 and 0142)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from ubudehe.audit.listing import FlagsCounted, flags_counted
from ubudehe.audit.prices import moved_by
from ubudehe.audit.tables import FlagCount
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.places.pack import Country
from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import pick

VILLAGES = 20
"""How many villages one step counts."""
_LOOKED_AT = 1_000
"""How many records one step looks at: in most of those that are new nobody keeps books."""
_FLAGGED = Prepared("UPDATE log_head SET flagged = :size WHERE log = :log")


def count_step(database: Database, country: Country, today: date, most: int = VILLAGES) -> int:
    """Count the flags of some villages whose books or day have moved on; return how many.

    Two processes at once count the same, and the later one is kept.
    """
    with database.read() as session:
        grown = _grown(session)
        due = {log: size for log, (size, has_books) in grown.items() if has_books}
        due |= _of_another_day(session, today, most)
        counted = {
            log: (due[log], flags_counted(session, log, country, today)) for log in list(due)[:most]
        }
        moved = moved_by(session, counted, country, today) - counted.keys()
    bare = {log: size for log, (size, has_books) in grown.items() if not has_books}
    if counted or bare:
        with database.write() as session:
            _keep(session, today, counted, bare)
            _count_anew(session, moved, today)
    return len(counted)


def forget(session: Session, village: str) -> None:
    """Let the flags of a village be counted anew: its rows came from elsewhere."""
    _FLAGGED.run(session, {"log": village, "size": 0})


def _count_anew(session: Session, villages: Collection[str], today: date) -> None:
    """Let counts be of another day: pages count those villages themselves, and so does a step."""
    if villages:
        session.execute(
            update(FlagCount)
            .where(col(FlagCount.village).in_(villages))
            .values(day=today - timedelta(days=1))
        )


def _grown(session: Session) -> dict[str, tuple[int, bool]]:
    """Return records that have grown since: their size, and whether they hold any books."""
    entries = pick(LedgerEntry.id).where(LedgerEntry.village == LogHead.log)
    rows = session.execute(
        pick(LogHead.log, LogHead.size, entries.exists())
        .where(col(LogHead.flagged) != LogHead.size)
        .order_by(LogHead.log)
        .limit(_LOOKED_AT)
    )
    return {log: (size, bool(has_books)) for log, size, has_books in rows}


def _of_another_day(session: Session, today: date, most: int) -> dict[str, int]:
    """Return villages that were not counted today, with the size of their record."""
    rows = session.execute(
        pick(FlagCount.village, LogHead.size)
        .join(LogHead, col(LogHead.log) == FlagCount.village)
        .where(or_(col(FlagCount.day) < today, col(FlagCount.day) > today))
        .order_by(FlagCount.village)
        .limit(most)
    )
    return dict(rows.all())


def _keep(
    session: Session,
    today: date,
    counted: Mapping[str, tuple[int, FlagsCounted]],
    bare: Mapping[str, int],
) -> None:
    """Write counts down, over the earlier ones of the same villages; `bare` have nothing to count.

    A record that an act is just growing is left for the next step: neither waits for the other.
    """
    sizes = {**{log: size for log, (size, _) in counted.items()}, **bare}
    free = (
        pick(LogHead.log)
        .where(col(LogHead.log).in_(sizes))
        .order_by(LogHead.log)
        .with_for_update(skip_locked=True)
    )
    taken = set(session.execute(free).scalars())
    rows = [
        {
            "village": log,
            "size": size,
            "day": today,
            "first": one.first,
            "states": one.states,
            "prices": list(one.prices),
        }
        for log, (size, one) in counted.items()
        if log in taken
    ]
    if rows:
        engine = session.get_bind().dialect.name
        made: Any = (sqlite if engine == "sqlite" else postgresql).insert(FlagCount).values(rows)
        new = {name: made.excluded[name] for name in ("size", "day", "first", "states", "prices")}
        session.execute(made.on_conflict_do_update(index_elements=["village"], set_=new))
    if taken:
        _FLAGGED.run(session, *({"log": log, "size": sizes[log]} for log in sorted(taken)))
