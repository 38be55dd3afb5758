"""Rebuilding a hash tree from its leaves, tile after tile, in memory for one tile a level."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from ubudehe.record.rules.merkle import EMPTY_ROOT
from ubudehe.record.rules.merkle import root as root_over
from ubudehe.record.rules.tiles import TILE_WIDTH, Tile


class GrowingTree:
    """A tree that grows by whole bundles of leaf hashes, the last of which may be partial.

    `wanted` are sizes at which the root is to be remembered: the prefixes that older checkpoints
    and the national log speak of.
    """

    def __init__(self, wanted: Iterable[int] = ()) -> None:
        self.size = 0
        self._levels: list[list[bytes]] = [[]]
        self._counts: list[int] = [0]
        self._wanted = sorted(set(wanted), reverse=True)
        self.roots: dict[int, bytes] = {}
        self._note_roots([])

    def add(self, leaves: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add the leaf hashes of the next bundle; yield each tile that is now full, as bytes.

        ValueError unless the bundles before were full.
        """
        if self._levels[0] or not 0 < len(leaves) <= TILE_WIDTH:
            raise ValueError("a bundle after a partial one, or an empty one")
        self._note_roots(leaves)
        self.size += len(leaves)
        self._levels[0] = list(leaves)
        level = 0
        while len(self._levels[level]) == TILE_WIDTH:
            full = self._levels[level]
            yield Tile(level, self._counts[level]), b"".join(full)
            self._counts[level] += 1
            self._levels[level] = []
            if level + 1 == len(self._levels):
                self._levels.append([])
                self._counts.append(0)
            level += 1
            self._levels[level].append(top_of(full))

    def partial(self) -> Iterator[tuple[Tile, bytes]]:
        """Yield the partial tiles at the right edge, as bytes."""
        for level, hashes in enumerate(self._levels):
            if hashes:
                yield Tile(level, self._counts[level], len(hashes)), b"".join(hashes)

    @property
    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return _root(self._levels)

    def _note_roots(self, leaves: Sequence[bytes]) -> None:
        while self._wanted and self._wanted[-1] <= self.size + len(leaves):
            size = self._wanted.pop()
            edge = list(leaves[: size - self.size])
            self.roots[size] = _root([edge, *self._levels[1:]])


def top_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the 256 hashes of a full tile."""
    sha256, row = hashlib.sha256, list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs)]  # noqa: B905
    return row[0]


def _root(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Return the root: at each level the complete subtrees, then what is not complete yet."""
    rest: bytes | None = None
    for hashes in levels:
        row = list(hashes) if rest is None else [*hashes, rest]
        if row:
            rest = root_over(row)
    return EMPTY_ROOT if rest is None else rest
