"""How far each record has grown, known in memory and never more than a second behind."""

import logging
import threading
import time

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, text

from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick
from ubudehe.storage.replica import Needed
from ubudehe.storage.trouble import Trouble

_log = logging.getLogger(__name__)
_OVERLAP_MS = 10_000
"""Heads are asked for again this far back, so that clocks of several machines may differ."""
ALL_AFTER = 60
"""Seconds after which all are asked for: what was written down long before it could be committed,
while a standby was away, lies further back."""
_SECOND = 1
_JOURNAL = text(
    "SELECT system_identifier, current_database(), CAST(pg_current_wal_flush_lsn() AS text)"
    " FROM pg_control_system()"
)


class Versions:
    """The sizes of all records; asked of the database at most once a second.

    With `followed` it is also known what a replica of the database must have by now.
    """

    def __init__(self, database: Database, *, followed: bool = False) -> None:
        self._database = database
        self._followed = followed
        self._sizes: dict[str, int] = {}
        self._newest = 0
        self._asked = self._asked_all = self._told = float("-inf")
        self._silent = Trouble(_log, "the database does not say what has grown")
        self._lock = threading.Lock()
        self._growths = 0
        self._grown: dict[str, int] = {}
        self._own: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        self._stirred: dict[str, int] = {}
        self._journal: tuple[int, str, str] | None = None

    @property
    def stale(self) -> bool:
        """Tell whether it is time to ask the database again."""
        return time.monotonic() - self._asked >= _SECOND

    def refresh(self) -> None:
        """Ask the database which records have grown; while it is away, what is known stays.

        So pages that are kept are served meanwhile, and the page about the server can be asked.
        """
        self._asked = began = time.monotonic()
        whole = began - self._asked_all >= ALL_AFTER
        with self._lock:
            own = dict(self._own)
        try:
            with self._database.read() as session:
                heads = pick(LogHead.log, LogHead.size, LogHead.changed)
                since = 0 if whole else self._newest - _OVERLAP_MS
                rows = session.execute(heads.where(LogHead.changed >= since)).all()
                journal = _journal(session) if self._followed else None
        except (SQLAlchemyError, OSError) as error:
            self._silent.began(type(error).__name__)
            return
        self._silent.ended()
        with self._lock:
            for log, size, changed in rows:
                if not self._note(log, size) and changed > self._changed.get(log, changed):
                    self._growths += 1
                    self._grown[log] = self._growths
                    self._stirred[log] = changed
                self._changed[log] = changed
                self._newest = max(self._newest, changed)
            if whole:
                self._asked_all = began
            # What this process had written by then is in the journal that was read after it.
            self._own = {log: size for log, size in self._own.items() if own.get(log) != size}
            if began > self._told:
                self._journal, self._told = journal, began

    def of(self, log: str) -> int:
        """Return the size of the record of place `log`; 0 where there is none."""
        return self._sizes.get(log, 0)

    def version(self, log: str) -> int:
        """Return what pages of place `log` are made from: another number once it has grown, or
        another record has changed what its pages show (`record.stirring`)."""
        return self.of(log) + self._stirred.get(log, 0)

    def grew(self, log: str, size: int) -> None:
        """Take note of growth that this process knows of, without waiting for the next question."""
        with self._lock:
            grown = self._note(log, size)
            if grown:
                self._changed.pop(log, None)  # the moment is not known yet
            if grown and self._followed:
                self._own[log] = size

    def _note(self, log: str, size: int) -> bool:
        if size <= self._sizes.get(log, -1):
            return False
        self._sizes[log] = size
        self._growths += 1
        self._grown[log] = self._growths
        return True

    @property
    def growths(self) -> int:
        """Return a number that is larger after each growth which becomes known."""
        return self._growths

    def grew_since(self, log: str, growths: int) -> bool:
        """Tell whether it became known after `growths` that a record has grown.

        What was read from before then may lack it.
        """
        return self._grown.get(log, 0) > growths

    def needed(self) -> Needed | None:
        """Return what a replica must have; None where the database did not say so just now."""
        if self.stale:
            self.refresh()
        with self._lock:
            if self._journal is None or time.monotonic() - self._told > _SECOND:
                return None
            return Needed(*self._journal, dict(self._own))


def _journal(session: Session) -> tuple[int, str, str]:
    """Return which cluster and database this is and how far its journal is written.

    Asked after something else was read, so that all which was seen there stands before it.
    """
    system, name, position = session.execute(_JOURNAL).one()
    return int(system), str(name), str(position)
