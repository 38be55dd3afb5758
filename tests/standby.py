"""A server of PostgreSQL that follows another, both on this machine and gone after the test."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from tests import engines


@dataclass
class Standby:
    """A server that follows, and what may happen to it."""

    folder: Path
    url: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = engines.serving(self.folder, ())
        engines.wait_until_ready(make_url(self.url), self.process, self.folder / "log")

    def ask(self, statement: str) -> object:
        """Return the first value that a statement answers there."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            return connection.exec_driver_sql(statement).scalar()

    def signal(self, number: int) -> None:
        """Send a signal to the server and all its children, the parent first."""
        assert self.process
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)
        if number == signal.SIGKILL:
            self.process.wait(10)

    def end(self) -> None:
        """End it, however it is."""
        with suppress(OSError):
            self.signal(signal.SIGKILL)


@contextmanager
def standby_of(url: str) -> Iterator[Standby]:
    """Yield a server that follows the one of `url`, under the same name of a database."""
    folder = Path(tempfile.mkdtemp(prefix="ubudehe-", dir=engines.roomy_place()))
    own = make_url(url)
    standby = Standby(
        folder,
        own.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False),
    )
    try:
        identity = engines.ordinary_user()
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        copy = [str(engines.server_programs() / "pg_basebackup"), "-h", str(own.query["host"])]
        copy += ["-U", str(own.username), "-D", str(folder / "data"), "-R", "-c", "fast"]
        subprocess.run([*copy, "--no-sync"], cwd=folder, check=True, **identity)
        standby.start()
        yield standby
    finally:
        standby.end()
        shutil.rmtree(folder, ignore_errors=True)
