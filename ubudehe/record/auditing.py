"""Looking again: do the entries of a log still have the hashes that were signed?

Signing reads only hashes. New entries are looked at before their first head is signed; old ones
are gone through little by little while the app is served, and all at once by `ubudehe check`.
"""

import secrets
from collections.abc import Iterator

from sqlmodel import Session

from ubudehe.record.rules.merkle import leaf_hash
from ubudehe.record.rules.tiles import TILE_WIDTH
from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import pick

_ENTRIES = Prepared(
    "SELECT log_leaf.idx, log_leaf.entry, log_node.node_hash FROM log_leaf JOIN log_node"
    " ON log_node.log = log_leaf.log AND log_node.level = 0 AND log_node.idx = log_leaf.idx"
    " WHERE log_leaf.log = :log AND log_leaf.idx >= :start AND log_leaf.idx < :stop"
    " ORDER BY log_leaf.idx"
)
_CHUNK = 4096


def first_rewritten(session: Session, log: str, start: int, stop: int) -> int | None:
    """Return the first entry from `start` to before `stop` that is missing or has another hash."""
    expected = start
    for first in range(start, stop, _CHUNK):
        values = {"log": log, "start": first, "stop": min(first + _CHUNK, stop)}
        for index, entry, kept in _ENTRIES.rows(session, values):
            if index != expected or leaf_hash(bytes(entry)) != kept:
                return expected
            expected += 1
    return None if expected == stop else expected


def bundles(database: Database) -> Iterator[tuple[str, int, int]]:
    """Yield every bundle of every log as (log, start, stop), again and again, from any log on."""
    while True:
        with database.read() as session:
            query = pick(LogHead.log, LogHead.size).where(LogHead.size > 0)
            sizes = sorted(session.execute(query).all())
        first = secrets.randbelow(len(sizes)) if sizes else 0
        for log, size in sizes[first:] + sizes[:first]:
            for start in range(0, size, TILE_WIDTH):
                yield log, start, min(start + TILE_WIDTH, size)
        if not sizes:
            yield "", 0, 0
