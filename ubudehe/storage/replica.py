"""A server that follows the database's own: what everybody may see can be read from it.

It is asked only for a state that is at least as new as what the reader's process knows, proved
anew for each reading. One that is behind, away or another's is passed over at once: the database
itself is read, and a thread of its own looks now and then whether the replica is there again.
"""

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from ubudehe.storage.engine import AWAY, Database, server

_log = logging.getLogger(__name__)
PAUSES = {"behind": 0.2, "away": 5.0, "other": 5.0}
"""Seconds until a replica is looked at again."""
_LOOKING, _READING = 2.0, 20.0
"""Seconds that it may take to say how far it is, and that one reading may take."""
_ASK = text(
    "SELECT pg_is_in_recovery() AND current_database() = :database AND (SELECT system_identifier"
    " FROM pg_control_system()) = :system, pg_last_wal_replay_lsn() >= CAST(:position AS pg_lsn)"
    # Who is cut off from the server that it followed may follow a history that is none any more.
    " AND EXISTS (SELECT FROM pg_stat_wal_receiver) AND NOT EXISTS (SELECT FROM"
    " json_each_text(CAST(:sizes AS json)) AS told(log, size)"
    " LEFT JOIN log_head ON log_head.log = told.log"
    " WHERE coalesce(log_head.size, 0) < CAST(told.size AS bigint))"
)


class Following(StrEnum):
    """How a replica is: it has what is needed, or not yet; it is not there, or no replica."""

    REACHED = "reached"
    BEHIND = "behind"
    AWAY = "away"
    OTHER = "other"


@dataclass(frozen=True)
class Needed:
    """What a replica must have, so that nobody is shown less than was told already."""

    system: int
    """Which cluster of databases it follows, as PostgreSQL numbers them."""
    database: str
    position: str
    """How far the journal was written when the database was asked last."""
    sizes: Mapping[str, int]
    """Records that grew since, as far as this process knows."""


class Replica:
    """The replica at an address; `needed` says what it must have, None where nobody knows."""

    def __init__(
        self, url: str, needed: Callable[[], Needed | None], count: Callable[[Following], None]
    ) -> None:
        self.engine = server(url, standby=True)
        self._needed, self._count = needed, count
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "replica")
        self._state, self._again = Following.AWAY, 0.0

    def opened(self) -> Connection | None:
        """Return a connection that reads a state which has what is needed; None to pass it over."""
        needed = self._needed()
        connection = self._connected(needed) if needed and self._is_ready() else None
        self._count(Following.BEHIND if needed is None else self._state)
        return connection

    def look(self) -> Following:
        """Return how the replica is by now; where nobody knows what it must have, as it was."""
        needed = self._needed()
        if needed is not None and (connection := self._connected(needed)) is not None:
            connection.close()
        return self._state

    def lost(self, error: Exception) -> None:
        """Pass the replica over for a while, since it failed in the middle."""
        self._note(Following.AWAY, type(error).__name__)

    def _is_ready(self) -> bool:
        with self._lock:
            if self._state is Following.REACHED:
                return True
            if time.monotonic() >= self._again:
                self._again = time.monotonic() + PAUSES[self._state]
                self._thread.submit(self.look)
            return False

    def _note(self, state: Following, why: str = "") -> None:
        with self._lock:
            before, self._state = self._state, state
            self._again = time.monotonic() + PAUSES.get(state, 0.0)
        if state in (Following.AWAY, Following.OTHER):
            self.engine.dispose()  # the other connections lead to the same server
            if before in (Following.REACHED, Following.BEHIND):
                _log.error("the replica is passed over: %s %s", state, why)

    def _connected(self, needed: Needed) -> Connection | None:
        connection = None
        try:
            connection = self.engine.connect()
            state = _state_of(connection, needed)
        except (DBAPIError, *AWAY) as error:
            self._note(Following.AWAY, type(error).__name__)
        else:
            self._note(state)
            if state is Following.REACHED:
                return connection.execution_options(isolation_level="REPEATABLE READ")
        if connection is not None:
            connection.close()
        return None


class NearDatabase(Database):
    """A database of which is read from a replica where that has what is needed."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self.url, self.engine = database.url, database.engine
        self._writing, self._reading = database._writing, database._reading
        self._replica = replica

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for looking at one state; one of AWAY where the replica fails meanwhile.

        Who catches that reads again, from the database itself.
        """
        connection = self._replica.opened()
        if connection is None:
            with super().read() as session:
                yield session
            return
        try:
            with connection, bounded(connection, _READING), Session(connection) as session:
                yield session
                session.rollback()
        except AWAY as error:
            self._replica.lost(error)
            raise


def _state_of(connection: Connection, needed: Needed) -> Following:
    # Before the snapshot of what is read: afterwards it might be older than what is said here.
    own = connection.execution_options(isolation_level="AUTOCOMMIT")
    asked = {
        "database": needed.database,
        "system": needed.system,
        "position": needed.position,
        "sizes": json.dumps(dict(needed.sizes)),
    }
    with bounded(own, _LOOKING):
        follows, has = own.execute(_ASK, asked).one()
        own.commit()
    if not follows:
        return Following.OTHER
    return Following.REACHED if has else Following.BEHIND


@contextmanager
def bounded(connection: Connection, seconds: float) -> Iterator[None]:
    """Hang up where the block takes longer: one of AWAY comes out then.

    The driver waits for ever for a server that stands still with its connections open.
    """
    driver = connection.connection.dbapi_connection
    assert driver is not None
    way = socket.socket(fileno=os.dup(driver.fileno()))

    def hang_up() -> None:
        with suppress(OSError):
            way.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        way.close()
