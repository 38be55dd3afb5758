"""Throw-away PostgreSQL databases for tests.

PostgreSQL refuses to run as root, so as root the server is started as another user. Nothing
outlives the tests: the cluster is reached by a Unix socket in its own temporary folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

OLDEST = 15
_USER = "ubudehe"
_ROOM_BYTES = 2 * 1024**3
_START_SECONDS = 60
_STOP_SECONDS = 20


def start_for_run(home: Path) -> str:
    """Start a server for the rest of the run and return its address; `home` notes where it is.

    It outlives the process that starts it: `stop_for_run` ends it after all the tests.
    """
    given = os.environ.get("UBUDEHE_TEST_POSTGRES_URL")
    if given:
        return given
    folder = Path(tempfile.mkdtemp(prefix="ubudehe-", dir=roomy_place()))
    (home / "server").write_text(str(folder))
    return _started(server_programs(), folder, durable=False)[0]


def stop_for_run(home: Path) -> None:
    """End the server that `start_for_run` noted in `home`, if any, and remove its files."""
    note = home / "server"
    if not note.exists():
        return
    folder = Path(note.read_text())
    running = folder / "data" / "postmaster.pid"
    until = time.monotonic() + _STOP_SECONDS
    with suppress(FileNotFoundError, ProcessLookupError):
        process = int(running.read_text().split()[0])
        os.kill(process, signal.SIGINT)
        while running.exists():
            if time.monotonic() > until:
                os.kill(process, signal.SIGQUIT)
                break
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)
    note.unlink()


@contextmanager
def postgres_cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the SQLAlchemy address of a PostgreSQL server that tests may fill with databases.

    With `durable` it writes to the disk as in real life, which is slower.

    `UBUDEHE_TEST_POSTGRES_URL` names one that already runs; otherwise one is made and removed.
    RuntimeError if there is no server program, or if it does not start.
    """
    given = os.environ.get("UBUDEHE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="ubudehe-", dir="/tmp" if durable else roomy_place()))
    try:
        url, process = _started(server_programs(), folder, durable)
        try:
            yield url
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(base_url: str, template: str | None = None) -> str:
    """Make an empty database on the server of `base_url` and return its address.

    `template` is the address of a database to copy instead; nobody may be connected to it, so
    dispose of its engine first.
    """
    name = f"ubudehe_{uuid.uuid4().hex}"
    source = make_url(template).database if template else "template0"
    # Copied as files: through the journal, as a server does unasked, it takes five times as long.
    _execute(make_url(base_url), f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
    return _text(make_url(base_url).set(database=name))


def drop_database(url: str) -> None:
    """Remove the database at `url`, whoever is still connected to it."""
    target = make_url(url)
    _execute(target.set(database="postgres"), f'DROP DATABASE "{target.database}" WITH (FORCE)')


def _execute(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def roomy_place() -> str:
    """Return a folder for what nobody needs tomorrow: in memory, where there is enough of it."""
    # Short on purpose: a socket's path may have 107 bytes at most.
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM_BYTES:
        return str(memory)
    return "/tmp"


def server_programs() -> Path:
    """Return the folder of the newest `initdb` and `postgres` that are new enough."""
    # Debian's own folders first: what is on PATH may be a wrapper.
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and _major(folder / "postgres") >= OLDEST:
            return folder
    raise RuntimeError(f"No PostgreSQL {OLDEST} or newer is here: run deploy/test-machine.sh")


def _major(server: Path) -> int:
    if not server.exists():
        return 0
    # For example "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", or "16beta1".
    said = subprocess.check_output([server, "--version"], text=True).split(")")[1].strip()
    digits = "".join(c if c.isdigit() else " " for c in said).split()
    return int(digits[0])


def ordinary_user() -> dict[str, Any]:
    """Return the arguments that make a child process run as an ordinary user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    other = names.get("postgres") or names["nobody"]
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}


def _started(programs: Path, folder: Path, durable: bool) -> tuple[str, subprocess.Popen[bytes]]:
    identity = ordinary_user()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    initialise(programs, folder, identity)
    spared = () if durable else ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
    process = serving(folder, spared)
    url = URL.create("postgresql+psycopg", _USER, database="postgres", query={"host": str(folder)})
    try:
        wait_until_ready(url, process, folder / "log")
    except BaseException:
        _stop(process)
        raise
    return _text(url), process


def serving(folder: Path, spared: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the server whose files lie in `folder`, with the settings `spared` off."""
    quick = [f"-c{name}=off" for name in spared]
    place = ["-D", str(folder / "data"), "-k", str(folder), "-clisten_addresses="]
    command = [str(server_programs() / "postgres"), *place, *quick, "-cmax_connections=200"]
    with (folder / "log").open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            **ordinary_user(),
        )


def initialise(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Make the files of a server in `folder`; RuntimeError says why not."""
    # The locale of deploy/compose.yaml, so that tests sort as the real thing does.
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", _USER, "--no-sync"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **identity
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def wait_until_ready(url: URL, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; RuntimeError where it ends, or does not within a minute."""
    until = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            _execute(url, "SELECT 1")
        except OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's «fast»: ends sessions, then itself
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(_STOP_SECONDS)
