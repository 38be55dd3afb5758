"""Processes that are stopped and killed: whoever writes, and a server of PostgreSQL of its own."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

from tests import engines

_PATIENCE = 60
_CONFIGURED = """
max_wal_size = '96MB'
min_wal_size = '32MB'
checkpoint_timeout = '30s'
"""
"""So that checkpoints fall into a run; all that makes it durable stays as it is unasked."""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait until something is so; TimeoutError says what was waited for."""
    until = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.005)


def send(processes: Iterable[int], number: int) -> None:
    """Send a signal to whoever is still there."""
    for one in processes:
        with suppress(ProcessLookupError):
            os.kill(one, number)


def states(process: int) -> set[str]:
    """Return in which states the threads of a process are; empty where it is gone."""
    found = set()
    for task in Path(f"/proc/{process}/task").glob("*/stat"):
        with suppress(OSError):
            found.add(task.read_text().rpartition(")")[2].split()[0])
    return found - {"Z", "X"}


def stand_still(processes: Callable[[], list[int]]) -> list[int]:
    """Stop all of them, also those begun meanwhile; return them once no thread of them runs."""
    while True:
        stopped = processes()
        send(stopped, signal.SIGSTOP)
        wait_until(lambda: all(states(one) <= {"T"} for one in stopped), "they do not stop")  # noqa: B023
        if processes() == stopped:
            return stopped


@dataclass
class Server:
    """A server of PostgreSQL whose files lie in `folder`, durable as in real life."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        url = URL.create(
            "postgresql+psycopg", "ubudehe", database="postgres", query={"host": str(self.folder)}
        )
        return url.render_as_string(hide_password=False)

    def make(self) -> None:
        """Make its files, and start it."""
        identity = engines.ordinary_user()
        if identity:
            os.chown(self.folder, identity["user"], identity["group"])
        engines.initialise(engines.server_programs(), self.folder, identity)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURED)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers: after a crash it has recovered then."""
        self.process = engines.serving(self.folder, ())
        engines.wait_until_ready(make_url(self.url), self.process, self.folder / "log")

    def is_up(self) -> bool:
        """Tell whether it has not ended by itself."""
        return self.process is not None and self.process.poll() is None

    def processes(self) -> list[int]:
        """Return its own process and those of all that it does."""
        if self.process is None:
            return []
        first = self.process.pid
        with suppress(OSError):
            children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            return [first, *map(int, children)]
        return []

    def doomed(self) -> list[int]:
        """Return all of it, which nothing joins any more, though some may wait for a disk."""
        send(self.processes()[:1], signal.SIGSTOP)
        return self.processes()

    def kill(self) -> None:
        """Kill all of it at one moment."""
        killed = stand_still(self.processes)
        send(killed, signal.SIGKILL)
        self.wait_gone(killed)

    def stop(self) -> None:
        """Let it end by itself: what is killed leaves its memory behind, for its next start."""
        if self.process is not None and self.is_up():
            self.process.send_signal(signal.SIGINT)
            self.process.wait(_PATIENCE)

    def wait_gone(self, killed: Iterable[int]) -> None:
        """Wait until nothing is left of what was killed."""
        if self.process:
            self.process.wait(_PATIENCE)
        for one in killed:
            wait_until(lambda: not states(one), f"{one} lives on")  # noqa: B023

    def wait_alone(self) -> None:
        """Wait until what dead clients had begun is ended: it may have a last commit in hand."""
        engine = create_engine(self.url, poolclass=NullPool)

        def alone() -> bool:
            with engine.connect() as connection:
                return connection.exec_driver_sql(_OTHERS).scalar() == 0

        wait_until(alone, "somebody is still connected")
