"""How far each record has grown, known in memory and never more than a second behind."""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database

_log = logging.getLogger(__name__)
_OVERLAP_MS = 10_000
"""Heads are asked for again this far back, so that clocks of several machines may differ."""


class Versions:
    """The sizes of all records; asked of the database at most once a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sizes: dict[str, int] = {}
        self._newest = 0
        self._asked = float("-inf")

    @property
    def stale(self) -> bool:
        """Tell whether it is time to ask the database again."""
        return time.monotonic() - self._asked >= 1

    def refresh(self) -> None:
        """Ask the database which records have grown; while it is away, what is known stays.

        So pages that are kept are served meanwhile, and the page about the server can be asked.
        """
        self._asked = time.monotonic()
        try:
            with self._database.read() as session:
                rows = session.exec(
                    select(LogHead.log, LogHead.size, LogHead.changed).where(
                        LogHead.changed >= self._newest - _OVERLAP_MS
                    )
                ).all()
        except (SQLAlchemyError, OSError) as error:
            _log.error("the database does not say what has grown: %s", type(error).__name__)
            return
        for log, size, changed in rows:
            self._sizes[log] = size
            self._newest = max(self._newest, changed)

    def of(self, log: str) -> int:
        """Return the size of the record of place `log`; 0 where there is none."""
        return self._sizes.get(log, 0)

    def grew(self, log: str, size: int) -> None:
        """Take note of growth that this process caused, without waiting for the next question."""
        self._sizes[log] = max(size, self._sizes.get(log, 0))
