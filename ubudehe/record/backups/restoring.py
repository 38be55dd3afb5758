"""Restoring a backup into an empty place: all of it, or a place that everybody refuses.

Whatever is restored lies in the folder `restoring` (a database on a server: in itself) until all of
it is there and told in the record; while that folder exists, no command serves the place.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ubudehe.record.backups.making import BLOBS, KEYS, NOTES, POLICY
from ubudehe.record.backups.proving import Proved, kept_heads, prove
from ubudehe.record.heads import NATIONAL, Heads
from ubudehe.record.keys import LogKeys
from ubudehe.record.queries import record_sizes
from ubudehe.record.roll_backs import tell_roll_back
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import LogHead
from ubudehe.settings import Settings
from ubudehe.storage.backups.files import Backup, Broken
from ubudehe.storage.backups.rows import is_empty, write_rows
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import knows, migrate

_SQLITE = "sqlite:///"


class WillNotRestore(Exception):
    """Nothing was changed: one sentence says why."""


@dataclass(frozen=True)
class Restored:
    """What is there now, and which records were rolled back."""

    proved: Proved
    rolled_back: tuple[str, ...]


def restore(backup: Backup, settings: Settings, reason: str | None, now: datetime) -> Restored:
    """Restore `backup` into the empty place of `settings`.

    Broken or WillNotRestore, with nothing changed, where that cannot be; so too where a head that
    is kept here is newer, unless there is a `reason`, which is then written into those records.
    """
    proved = _refusals(backup, settings, reason)
    begun = settings.restoring
    begun.mkdir(parents=True, mode=0o700)
    _sync(settings.data)
    target = settings.sqlite
    database = Database(f"{_SQLITE}{_unready(target)}" if target else settings.database_url)
    try:
        _load(backup, database)
        _load_blobs(backup, Blobs(settings.data / "blobs"))
        heads = _staged_heads(backup, settings, proved.behind)
        _tell(database, heads, proved.behind, reason or "", now)
        if target is not None:
            _write_back(database)
    except (ValueError, KeyError, SQLAlchemyError) as error:
        raise Broken(_forget(settings, database, target)) from error
    finally:
        database.close()
    _take_into_use(backup, settings, proved.behind, target)
    return Restored(proved, tuple(sorted(proved.behind)))


def _forget(settings: Settings, database: Database, target: Path | None) -> str:
    """Take away what was begun, where that is a file of our own; return the sentence to say."""
    database.close()
    if target is None:
        return "Its rows do not fit their tables. What was begun in the database is not removed."
    _unready(target)
    shutil.rmtree(settings.restoring)
    return "Its rows do not fit their tables. Nothing was restored."


def _refusals(backup: Backup, settings: Settings, reason: str | None) -> Proved:
    said = backup.manifest.said
    if settings.restoring.exists():
        raise WillNotRestore(
            "A restore was begun here and did not end. Empty the database, remove the folder "
            f"«{settings.restoring}», and restore again."
        )
    if said["host"] != settings.host:
        raise WillNotRestore(f"It is a backup of {said['host']}: set UBUDEHE_HOST to that name.")
    if not knows(said["revision"]):
        raise WillNotRestore(f"It was made by a newer version ({said['version']}): install that.")
    if not _database_is_empty(settings):
        raise WillNotRestore("The database is not empty: move it away, or give an empty one.")
    proved = prove(backup, kept_heads(settings.data / "heads"))
    if proved.behind and reason is None:
        places = ", ".join(sorted(proved.behind)[:10])
        raise WillNotRestore(
            f"It is older than what was signed here ({len(proved.behind)} records: {places}). To "
            'lose what came after it, and tell so in the records: --roll-back "reason".'
        )
    return proved


def _database_is_empty(settings: Settings) -> bool:
    target = settings.sqlite
    if target is not None and not target.exists():
        return True
    database = Database(settings.database_url)
    try:
        with database.engine.connect() as connection:
            return is_empty(connection)
    finally:
        database.close()


def _unready(target: Path) -> Path:
    unready = target.with_name(f"{target.name}.restoring")
    _remove(unready)
    return unready


def _load(backup: Backup, database: Database) -> None:
    said = backup.manifest.said
    migrate(database, said["revision"])
    columns = {name: [column for column, _ in of] for name, of in said["tables"].items()}
    parts = ((one.table, backup.read(one)) for one in backup.manifest.under("rows/"))
    with _quickly(database) as connection, connection.begin():
        write_rows(connection, columns, parts)
    migrate(database)


@contextmanager
def _quickly(database: Database) -> Iterator[sa.Connection]:
    """Yield a connection to write with that looks at no reference before the end."""
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        sqlite = database.engine.dialect.name == "sqlite"
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # heard only outside a transaction
        yield connection.execution_options(writing=True)
        if sqlite:
            connection.invalidate()


def _load_blobs(backup: Backup, blobs: Blobs) -> None:
    for entry in backup.manifest.under(BLOBS):
        blobs.put(backup.read(entry))


def _staged_heads(
    backup: Backup, settings: Settings, behind: Mapping[str, Sequence[Checkpoint]]
) -> Heads:
    """Lay out keys and signed heads as they will be; return the signer over them."""
    here, staged = settings.data / "heads", settings.restoring / "heads"
    keys = settings.restoring / "keys"
    staged.mkdir()
    keys.mkdir()
    signed_here = any(here.glob("*.notes")) and any((settings.data / "keys").glob("log*.key"))
    if signed_here:
        # What signs here signs on: a key that was destroyed since does not come back.
        for path in (settings.data / "keys").iterdir():
            _keep(keys / path.name, path.read_bytes())
    for entry in backup.manifest.under(KEYS):
        name = entry.name.removeprefix(KEYS)
        if not (keys / name).exists() and not (signed_here and name.startswith("log")):
            _keep(keys / name, backup.read(entry))
    for entry in backup.manifest.under(NOTES):
        name = entry.name.removeprefix(NOTES)
        mine, theirs = here / name, backup.read(entry)
        log = name.partition(".")[0]
        longer = log not in behind and mine.exists() and mine.stat().st_size >= len(theirs)
        _keep(staged / name, mine.read_bytes() if longer else theirs)
    return Heads(staged, settings.host, LogKeys(keys))


def _tell(
    database: Database,
    heads: Heads,
    behind: Mapping[str, Sequence[Checkpoint]],
    reason: str,
    now: datetime,
) -> None:
    key = heads.key_id(NATIONAL)
    with database.write() as session:
        for log, lost in sorted(behind.items()):
            for one in lost:
                tell_roll_back(session, heads.origin(log), one, reason, key, now)
    with database.read() as session:
        logs = sorted(record_sizes(session))
        if session.get(LogHead, NATIONAL) is not None:
            logs.append(NATIONAL)
    for log in logs:
        with database.read() as session:
            heads.sign(session, log)


def _write_back(database: Database) -> None:
    """Bring what SQLite holds beside the file into the file."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def _take_into_use(
    backup: Backup,
    settings: Settings,
    behind: Mapping[str, Sequence[Checkpoint]],
    target: Path | None,
) -> None:
    begun, heads = settings.restoring, settings.data / "heads"
    for folder in (heads, settings.data / "keys"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for log in behind:
        _set_aside(heads, log)
    for name in ("heads", "keys"):
        for path in sorted((begun / name).iterdir()):
            path.replace(settings.data / name / path.name)
        _sync(settings.data / name)
    for entry in backup.manifest.under(POLICY):
        _keep(settings.data / POLICY, backup.read(entry))
    if target is not None:
        unready = target.with_name(f"{target.name}.restoring")
        unready.chmod(0o600)
        _remove(target)
        unready.replace(target)
        _remove(unready)
        _sync(target.parent)
    shutil.rmtree(begun)
    _sync(settings.data)


def _set_aside(folder: Path, log: str) -> None:
    """Keep the lost heads of a log beside the new ones: they are what readers may hold."""
    for name in (f"{log}.notes", f"{log}.cosigned"):
        number = 1
        while (kept := folder / f"{name.replace('.notes', '')}.rolled-back-{number}").exists():
            number += 1
        if (folder / name).exists():
            (folder / name).rename(kept)


def _keep(path: Path, data: bytes) -> None:
    path.touch(0o600)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-queue"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
