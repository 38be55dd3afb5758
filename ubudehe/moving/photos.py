"""Which photos are a village's."""

import re
from collections.abc import Iterable

from ubudehe.moving.rows import Lines
from ubudehe.storage.backups.rows import bytes_of
from ubudehe.storage.blobs import Blobs

_DIGEST = re.compile(rb"[0-9a-f]{64}")


def entries_of(lines: Lines) -> list[bytes]:
    """Return the events of a record, as they are published."""
    return [bytes_of(one) for one in lines.values("log_leaf", "entry")]


def photos_of(lines: Lines, blobs: Blobs) -> list[str]:
    """Return the photos that a row or an event names and that are here."""
    named: set[str] = set()
    for part in _parts(lines):
        named |= {one.decode() for one in _DIGEST.findall(part)}
    return sorted(one for one in named if blobs.path(one).exists())


def _parts(lines: Lines) -> Iterable[bytes]:
    yield from map(lines.as_bytes, lines.of)
    yield from entries_of(lines)
