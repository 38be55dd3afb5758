"""How the server is: asked once, for the health check, for Prometheus and for people."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, text

from ubudehe.record.charge import is_taken_over
from ubudehe.record.check_results import CheckResult, last_backup, last_result
from ubudehe.record.cosigned import times_of
from ubudehe.record.heads import NATIONAL
from ubudehe.record.national import grown_logs
from ubudehe.record.tables import LogHead
from ubudehe.storage.reading import pick
from ubudehe.web.services import Services

_ASKED = 500
LATE = timedelta(hours=28)
"""A backup and a check are made each night; after this one was left out."""
SLOW = timedelta(minutes=10)
"""Heads are published every few seconds; what waits so long is stuck."""


@dataclass(frozen=True)
class Health:
    """How a server is at one moment."""

    at: datetime
    error: str
    """What kind of failure keeps the database or the folder from being used; «» where none does."""
    records: int
    events: int
    broken: tuple[str, ...]
    """Records that do not continue their signed head, and are only read."""
    taken_over: bool
    """Whether another data folder is in charge of the database: nothing can be written here."""
    waiting: timedelta
    """How long the oldest growth has waited to be published."""
    head: datetime | None
    """When a head of the country's log was signed last."""
    witnesses: int
    cosigned: int
    """How many of the witnesses have confirmed the head that is given out."""
    free: int
    """Bytes left on the disk of the data folder."""
    size: int
    backup: datetime | None
    checked: CheckResult | None
    replica: str
    """How the server is that follows the database; «» where none is set up."""

    @property
    def is_well(self) -> bool:
        """Tell whether nothing is known to be wrong."""
        faults = self.checked.faults if self.checked is not None else 0
        return not (self.error or self.broken or self.taken_over or faults)


def look(services: Services) -> Health:
    """Return how the server is now; a database or disk that fails is told in it, never raised."""
    now, folder = services.clock(), services.settings.data
    records, events, waiting = 0, 0, timedelta(0)
    broken: tuple[str, ...] = ()
    error, taken_over = "", False
    try:
        with services.database.read() as session:
            session.execute(text("SELECT count(*) FROM place")).one()
            taken_over = is_taken_over(session, services.heads)
            broken = tuple(services.heads.broken(session))
            records, events = _sizes(session)
            waiting = _waiting(session, now)
        (folder / ".healthz").write_bytes(b"ok")
    except Exception as failure:
        error = type(failure).__name__
    disk = shutil.disk_usage(folder)
    witnesses, cosigned = _witnesses(services)
    return Health(
        at=now,
        error=error,
        records=records,
        events=events,
        broken=broken,
        taken_over=taken_over,
        waiting=waiting,
        head=_signed(services),
        witnesses=witnesses,
        cosigned=cosigned,
        free=disk.free,
        size=disk.total,
        backup=last_backup(folder),
        checked=last_result(folder),
        replica=services.replica.look() if services.replica else "",
    )


def _sizes(session: Session) -> tuple[int, int]:
    counted = pick(func.count(), func.coalesce(func.sum(LogHead.size), 0))
    records, events = session.execute(counted.where(LogHead.log != NATIONAL)).one()
    return int(records), int(events)


def _waiting(session: Session, now: datetime) -> timedelta:
    logs = grown_logs(session)
    if not logs:
        return timedelta(0)
    oldest = pick(func.min(LogHead.changed)).where(col(LogHead.log).in_(logs[:_ASKED]))
    since = datetime.fromtimestamp(int(session.execute(oldest).scalar_one()) / 1000, UTC)
    return max(now - since, timedelta(0))


def _signed(services: Services) -> datetime | None:
    try:
        signed = (services.heads.folder / f"{NATIONAL}.notes").stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(signed, UTC)


def _witnesses(services: Services) -> tuple[int, int]:
    """Return how many witnesses there are and how many confirmed; none where the file is wrong."""
    try:
        policy, given = services.publisher.policy(), services.publisher.cosigned.read()
    except (OSError, ValueError):
        return 0, 0
    return len(policy.witnesses), len(times_of(given.note, policy)) if given else 0
