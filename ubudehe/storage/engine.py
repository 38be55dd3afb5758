"""The database: one way to read, one way to write, the same on SQLite and PostgreSQL."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session

from ubudehe.storage.queue import Queue, alone

_BUSY_SECONDS = 15
_MOST_OF_ONE, _MOST_OF_ALL, _FEWEST = 60, 80, 4
"""Connections to a server that a process may have at once, and keeps; of its 100, three are for the
owner alone and some for backups, checks and commands."""
_TRUSTED = 1.0
"""Seconds after its last use for which a connection to a server is believed to be there."""
_TRUNCATE_MS = 250
_ONLY = {True: "PRAGMA query_only=ON", False: "PRAGMA query_only=OFF"}
_SNAPSHOT = {"reading": True}
_SNAPSHOT_OF_SERVER = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""SQLite reads from one snapshot anyway: so figures on a page belong together on both engines, and
on both whoever reads can change nothing."""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE deletes a row of the record unseen
)
_REACHING = {
    "connect_timeout": "5",
    # Behind a proxy that has not seen yet who leads, a replica may answer: it is none of ours.
    "target_session_attrs": "read-write",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""How long a server of databases may be silent, where its address says nothing of it."""
_STANDBY = {"connect_timeout": "2", "target_session_attrs": "any"}
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"
)
AWAY = (OperationalError, InterfaceError, NoConnection)
"""What is raised where the database cannot be reached, or has no connection left to give."""


class Database:
    """A database at a SQLAlchemy address.

    `read()` gives a session that sees one state and cannot write, `write()` one transaction that is
    committed at its end or, on any exception, leaves no trace. On SQLite a write takes the one
    write lock at its start, so two writers queue instead of failing half-way.
    """

    def __init__(self, url: str, workers: int = 1) -> None:
        """`workers` is how many processes like this one share what connections there are."""
        self.url = url
        sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if sqlite else server(url, workers)
        self._writing = self.engine.execution_options(writing=True)
        self._reading = self.engine.execution_options(
            **(_SNAPSHOT if sqlite else _SNAPSHOT_OF_SERVER)
        )
        # SQLite lets who waits for its one write lock sleep and ask again, ever more seldom: so the
        # threads of a process queue here, and only the first of them queues with other processes'.
        self._turn = Queue() if sqlite else None
        self._beside = _beside(url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for looking at one state of everything, which can change nothing."""
        with Session(self._reading) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose changes are kept together or not at all."""
        with self.begun() as session:
            yield session
            session.commit()

    @contextmanager
    def begun(self, patience: int = 0) -> Iterator[Session]:
        """Yield a session to write with, which forgets everything unless its user commits it.

        On a server it waits at most `patience` seconds for what somebody else holds, if any is
        given; on SQLite 15, as for every write.
        """
        with self._in_turn(), Session(self._writing, expire_on_commit=False) as session:
            session.begin()
            if patience and self.engine.dialect.name != "sqlite":
                session.connection().exec_driver_sql(
                    "SELECT set_config('lock_timeout', %s, true)", (f"{patience}s",)
                )
            yield session

    @property
    def forgets_what_failed(self) -> bool:
        """Tell whether what is not there once a failed commit has ended never comes back.

        SQLite may have written all of it to its journal before it failed: who opens the file after
        a crash finds it there.
        """
        return self.engine.dialect.name != "sqlite"

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait until nobody else writes; for threads of this process as long as SQLite would."""
        if self._turn is None:
            yield
            return
        if not self._turn.enter(_BUSY_SECONDS):
            raise NoConnection("another thread writes for too long")
        try:
            with alone(self._beside):
                yield
        finally:
            self._turn.leave()

    def truncate_journal(self) -> bool:
        """Bring SQLite's journal into the file and empty it; False while somebody still reads it.

        A server of databases has no such file of ours: True.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout={_TRUNCATE_MS}")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
            return not busy
        finally:
            raw.close()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def is_full(error: DBAPIError) -> bool:
    """Tell whether SQLite failed because its disk is full: then nothing of a commit is kept.

    What makes a transaction count is the last that it writes, so it was not written.
    """
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def server(url: str, workers: int = 1, *, standby: bool = False) -> Engine:
    """Return the way to a server of databases that may be written, or to one that follows it.

    All `workers` together ask for fewer connections than PostgreSQL has unless told otherwise, so
    that a crowd waits instead of being refused.
    """
    most = max(min(_MOST_OF_ONE, _MOST_OF_ALL // workers), _FEWEST)
    said = make_url(url).query
    reaching = _REACHING | (_STANDBY if standby else {})
    # Parameters are hidden in errors on both engines: they hold names, and errors are logged.
    engine = create_engine(
        url,
        pool_size=most,
        max_overflow=0,
        pool_use_lifo=True,  # so that few are asked anew, and these know all statements
        hide_parameters=True,
        connect_args={name: value for name, value in reaching.items() if name not in said},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # Whatever a role or a file says: an act is acknowledged once it is on the disk, and on that
        # of the standby where there is one.
        connection.execute(_DURABLE)
        connection.commit()

    if not standby:  # which is asked more than that before each reading
        _ask_the_idle(engine)
    _end_readings_quietly(engine)
    return engine


def _ask_the_idle(engine: Engine) -> None:
    """Look whether a connection that was idle is still there before it is used again.

    Where it is not, it is made anew.
    """

    @event.listens_for(engine, "checkin")
    def _note(_connection: object, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, record: Any, _fairy: object) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) > _TRUSTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error


def _end_readings_quietly(engine: Engine) -> None:
    """End transactions that can only read by COMMIT, which forgets as little as there is.

    After a ROLLBACK psycopg throws away all statements that the server has prepared for it.
    """
    roll_back = engine.dialect.do_rollback

    def end(connection: Any) -> None:
        if connection.read_only:
            connection.commit()
        else:
            roll_back(connection)

    engine.dialect.do_rollback = end  # type: ignore[method-assign, assignment]


def _beside(url: str) -> Path | None:
    """Return where the processes that write a file of SQLite queue; None where there is no file."""
    file = make_url(url).database if url.startswith("sqlite") else None
    if not file or file == ":memory:" or file.startswith("file:"):
        return None
    return Path(f"{file}-queue")


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        pool_size=20,
        max_overflow=80,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for IMMEDIATE
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options, known = connection.get_execution_options(), connection.info
        reading = options.get("reading", False)
        if known.get("reading", False) != reading:
            connection.exec_driver_sql(_ONLY[reading])
            known["reading"] = reading
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    return engine
