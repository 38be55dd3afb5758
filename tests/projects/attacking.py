"""An attacker's program: copies of all that a backup may hold, and what can be tried on them.

It joins households to ballots by what changed between two copies and, on PostgreSQL, by the order
in which rows were written; then it opens the ballots with every key that it can find.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, text

from tests.conftest import World
from ubudehe.projects.voting.keys import BoxKey

_KEY_BYTES = 32


@dataclass(frozen=True)
class Copy:
    """What was there at one moment: who came and what was cast, in the order of the rows."""

    came: tuple[str, ...]
    cast: tuple[tuple[str, bytes], ...]
    """Places and sealed ballots."""
    keys: frozenset[bytes]
    """All that may be half of a key."""


def copy_of(world: World, *, with_the_key: bool = False) -> Copy:
    """Copy the database and the data folder; the keys of votes only where they are stolen too."""
    engine = world.services.database.engine
    order = "xmin::text::bigint, ctid" if engine.dialect.name == "postgresql" else "1"
    with engine.connect() as connection:
        came = connection.execute(
            text(f"SELECT household FROM signed_voters ORDER BY {order}")
        ).scalars()
        cast = connection.execute(
            text(f"SELECT place, sealed FROM ballot WHERE sealed IS NOT NULL ORDER BY {order}")
        )
        salts = connection.execute(text("SELECT salt FROM vote WHERE salt IS NOT NULL")).scalars()
        found = [bytes(salt) for salt in salts]
        copied = tuple(map(str, came)), tuple((str(at), bytes(what)) for at, what in cast)
    small = (one for one in _files(world, with_the_key) if one.stat().st_size == _KEY_BYTES)
    return Copy(*copied, frozenset([*found, *(one.read_bytes() for one in small)]))


def joined(copies: Sequence[Copy], options: int) -> dict[str, bytes]:
    """Return the marks of each household whose ballot the copies give away."""
    halves = {half for copy in copies for half in copy.keys}
    keys = [BoxKey(secret, salt) for secret in halves for salt in halves]
    told: dict[str, bytes] = {}
    for home, (place, sealed) in _pairs(copies):
        for key in keys:
            try:
                told[home] = key.unseal(place, sealed, options) or b""
            except ValueError:
                continue
    return told


def _pairs(copies: Sequence[Copy]) -> Iterable[tuple[str, tuple[str, bytes]]]:
    """Yield which household may belong to which ballot: changed together, or written in step."""
    for before, after in pairwise(copies):
        for home in set(after.came) - set(before.came):
            for ballot in set(after.cast) - set(before.cast):
                yield home, ballot
    for copy in copies:
        yield from zip(copy.came, copy.cast, strict=False)


def holds(world: World, secret: bytes) -> bool:
    """Tell whether a secret stands in any file but the vault's: as it is, in hex or in base64."""
    forms = (secret, secret.hex().encode(), base64.b64encode(secret))
    files = [*_files(world, with_the_key=False), *_of_the_server(world)]
    return any(form in file.read_bytes() for file in files for form in forms)


def _files(world: World, with_the_key: bool) -> list[Path]:
    files = (one for one in world.services.settings.data.rglob("*") if one.is_file())
    return [one for one in files if with_the_key or "vote-keys" not in one.parts]


def _of_the_server(world: World) -> list[Path]:
    """Return PostgreSQL's own files: the heap of this database, and its journal."""
    engine = world.services.database.engine
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        base, own = _where(connection)
    folders = (base / "pg_wal", base / "base" / own)
    files = [one for folder in folders for one in folder.rglob("*") if one.is_file()]
    assert files, "the server's files are looked into"
    return files


def _where(connection: Connection) -> tuple[Path, str]:
    connection.execute(text("COMMIT"))
    connection.execute(text("CHECKPOINT"))
    row = connection.execute(
        text(
            "SELECT current_setting('data_directory'), oid FROM pg_database "
            "WHERE datname = current_database()"
        )
    ).one()
    return Path(row[0]), str(row[1])
