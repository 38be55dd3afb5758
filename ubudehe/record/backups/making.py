"""Making a backup while the app is served: signed heads first, then one snapshot, then photos.

In this order the database is never behind a head, and no photo that a row speaks of is younger
than the row.
"""

import fcntl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from ubudehe import __version__
from ubudehe.record.heads import NATIONAL, whole_notes
from ubudehe.record.rules.notes import parse_checkpoint, parse_note
from ubudehe.settings import Settings
from ubudehe.storage.backups.files import Manifest, Writer
from ubudehe.storage.backups.rows import chunks, columns_of, is_left_out, revision_of, tables_of
from ubudehe.storage.engine import Database

NOTES, KEYS, BLOBS, POLICY = "heads/", "keys/", "blobs/", "policy"
_KEPT_HEADS = ("*.notes", "*.rolled-back-*", "*.moved")
_END = b"\0"


@dataclass(frozen=True)
class Made:
    """A finished backup: its id, how many records and rows it holds."""

    id: str
    records: int
    rows: int


def make_backup(
    database: Database, settings: Settings, writer: Writer, bases: Iterable[Manifest], now: datetime
) -> Made:
    """Write all that this server must not lose; LookupError where there is no schema yet."""
    with writer:
        heads = _add_heads(writer, settings.data / "heads")
        revision, tables, rows = _add_rows(writer, database)
        _add_files(writer, settings.data)
        said = {
            "version": __version__,
            "revision": revision,
            "engine": database.engine.dialect.name,
            "at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "host": settings.host,
            "bases": [id_ for base in bases for id_ in (*base.said["bases"], base.id)],
            "tables": tables,
            "heads": heads,
        }
        return Made(writer.finish(said), len(heads.keys() - {NATIONAL}), rows)


def _add_heads(writer: Writer, folder: Path) -> dict[str, dict[str, object]]:
    """Add what was signed; return the last head of each log."""
    found: dict[str, dict[str, object]] = {}
    for name, data in _heads(folder):
        writer.add(f"{NOTES}{name}", data)
        if name.endswith(".notes"):
            note = data.split(_END)[-2]
            head = parse_checkpoint(parse_note(note).text)
            said = {"size": head.size, "root": head.root.hex(), "note": note.decode()}
            found[name.removesuffix(".notes")] = said
    return found


def _add_rows(
    writer: Writer, database: Database
) -> tuple[str, dict[str, list[tuple[str, str]]], int]:
    """Add the rows of one moment; return the schema's revision, the tables, the number of rows."""
    rows, tables = 0, {}
    with _snapshot(database) as connection, connection.begin():
        revision = revision_of(connection)
        for table in tables_of(connection):
            if is_left_out(table.name):
                continue
            tables[table.name] = columns_of(table)
            for chunk in chunks(connection, table):
                writer.add(chunk.name, chunk.data, chunk.rows)
                rows += chunk.rows
    return revision, tables, rows


def _add_files(writer: Writer, folder: Path) -> None:
    for path in sorted((folder / "keys").glob("*")):
        writer.add(f"{KEYS}{path.name}", path.read_bytes())
    for digest, data in _blobs(folder / "blobs"):
        writer.add(f"{BLOBS}{digest}", data)
    if (folder / "policy").is_file():
        writer.add(POLICY, (folder / "policy").read_bytes())


def _snapshot(database: Database) -> sa.Connection:
    """Return a connection whose every read sees the same moment."""
    if database.engine.dialect.name == "sqlite":
        return database.engine.connect()  # its first read fixes the moment until the end
    return database.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def _heads(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of signed heads; what is given out first, since it is never the newest."""
    given = [folder / "log.cosigned", folder / "log.contradiction"]
    signed = (path for kind in _KEPT_HEADS for path in sorted(folder.glob(kind)))
    for path in (*given, *signed):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            data = file.read()
        if path.suffix == ".notes":
            data = whole_notes(data)
        if data:
            yield path.name, data


def _blobs(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("??/??/*")):
        if len(path.name) == 64:
            try:
                yield path.name, path.read_bytes()
            except FileNotFoundError:
                continue  # erased just now, for ever
