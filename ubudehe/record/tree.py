"""The hash tree of a record as the database keeps it: read only by what it must be made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session

from ubudehe.record.rules.merkle import peaks
from ubudehe.storage.prepared import Driver, Prepared

_NODE = Prepared(
    "SELECT node_hash FROM log_node WHERE log = :log AND level = :level AND idx = :idx"
)


class NodeMissing(LookupError):
    """A hash that must be there is not: the database was cut."""


@dataclass(frozen=True)
class Growth:
    """How the tree of a record grew within one transaction: leaves and root before, and after."""

    size: int
    root: bytes
    new_size: int
    new_root: bytes


def node_reader(on: Session | Driver, log: str) -> Callable[[int, int], bytes]:
    """Return a reader of stored complete nodes of `log` by level and index."""

    def read(level: int, index: int) -> bytes:
        found = _NODE.row(on, {"log": log, "level": level, "idx": index})
        if found is None:
            raise NodeMissing(log)
        return bytes(found[0])

    return read


def read_peaks(on: Session | Driver, log: str, *sizes: int) -> Callable[[int, int], bytes]:
    """Return a reader of all nodes that make the roots at `sizes`, read in one question."""
    wanted = sorted({peak for size in sizes for peak in peaks(size)})
    found: dict[tuple[int, int], bytes] = {}
    if wanted:
        values: dict[str, object] = {"log": log}
        for number, (level, index) in enumerate(wanted):
            values |= {f"level{number}": level, f"idx{number}": index}
        rows = _several(len(wanted)).rows(on, values)
        found = {(level, index): bytes(digest) for level, index, digest in rows}

    def read(level: int, index: int) -> bytes:
        try:
            return found[level, index]
        except KeyError:
            raise NodeMissing(log) from None

    return read


@cache
def _several(number: int) -> Prepared[Any]:
    """Return the question for so many nodes: each a look into the index of its own."""
    looks = (
        "SELECT level, idx, node_hash FROM log_node"  # noqa: S608  (numbers that are counted here)
        f" WHERE log = :log AND level = :level{one} AND idx = :idx{one}"
        for one in range(number)
    )
    return Prepared(" UNION ALL ".join(looks))
