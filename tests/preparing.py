"""The databases that tests clone, made once in a run, however many processes share the tests."""

import fcntl
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from argon2 import PasswordHasher
from sqlalchemy import Dialect
from sqlmodel import SQLModel

from tests import engines
from ubudehe.demo.demo import DemoSignIn, fill_with_demo
from ubudehe.people import hashing
from ubudehe.places.loading import load_places
from ubudehe.settings import Settings
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services

Made = TypeVar("Made")

_COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
AS_SERVED = hashing._hasher
CHEAPEST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_pins(*, cheaply: bool) -> None:
    """Let PINs in this process be hashed in no time, as nobody attacks them; or as on a server."""
    hashing._hasher = CHEAPEST if cheaply else AS_SERVED


@dataclass(frozen=True)
class Prepared:
    """A migrated database with the places, and the same with the demo, to be cloned."""

    blank: str
    played: str
    blobs: Path
    sign_ins: list[DemoSignIn]
    cluster: str = ""


def once(folder: Path, make: Callable[[Path], Made]) -> Made:
    """Return what `make` makes of `folder`, once in a run: who comes second waits and reads it."""
    folder.mkdir(exist_ok=True)
    kept = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(folder)))
        made: Made = pickle.loads(kept.read_bytes())
    return made


def prepared_on_sqlite(home: Path) -> Prepared:
    """Make the databases that tests on SQLite clone."""
    blank = _with_places(f"sqlite:///{home / 'blank.sqlite'}", home)
    played = clone(blank, "", home / "played.sqlite")
    services = opened(played, home)
    sign_ins, _ = fill_with_demo(services.database, services.country, services.blobs)
    services.database.close()
    _write_back(played)
    return Prepared(blank, played, home / "blobs", sign_ins)


def prepared_on_postgresql(home: Path, on_sqlite: Prepared) -> Prepared:
    """Start the run's server of PostgreSQL and make the databases that tests on it clone.

    The demo's rows come from SQLite; that its acts do the same here, `tests/acts` asks.
    """
    cluster = engines.start_for_run(home)
    blank = _with_places(engines.fresh_database(cluster), home)
    played = clone(blank, cluster, home)
    _copy_rows(on_sqlite.played, played)
    return replace(on_sqlite, blank=blank, played=played, cluster=cluster)


def _with_places(url: str, home: Path) -> str:
    services = opened(url, home)
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
    services.database.close()
    _write_back(url)
    return url


def _copy_rows(source: str, target: str) -> None:
    """Copy the rows of all tables; those of places are there already."""
    there, here = Database(source), Database(target)
    with there.engine.connect() as reading, here.engine.begin() as writing:
        for table in SQLModel.metadata.sorted_tables:
            rows = [dict(row) for row in reading.execute(table.select()).mappings()]
            held = len(writing.execute(table.select()).all())
            assert held in (0, len(rows)), table.name
            if rows and not held:
                writing.execute(table.insert(), rows)
    there.close()
    here.close()


def opened(url: str, home: Path, host: str = "localhost:8000") -> Services:
    """Open a server over a database; its files lie in `home`."""
    services = open_services(
        Settings(data=home, database_url=url, host=host, country=None, https=False)
    )
    _share_compiled(services.database)
    return services


def _share_compiled(database: Database) -> None:
    """Let all databases of a process share compiled statements, else each test makes them anew.

    SQLAlchemy keeps them by dialect, and each engine makes its own of the same kind.
    """
    kept = _COMPILED.setdefault(database.engine.dialect.name, (database.engine.dialect, {}))
    for engine in (database.engine, database._reading, database._writing):
        engine.dialect, compiled = kept
        engine.update_execution_options(compiled_cache=compiled)


def clone(url: str, cluster: str, path: Path) -> str:
    """Copy a prepared database, to `path` if it is a file; return the copy's address."""
    if cluster:
        return engines.fresh_database(cluster, template=url)
    shutil.copy(url.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


def _write_back(url: str) -> None:
    """Bring what SQLite holds beside the file into the file, so that it may be copied."""
    if url.startswith("sqlite"):
        database = Database(url)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
