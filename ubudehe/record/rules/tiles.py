"""The record as static files: C2SP tlog-tiles 0.1.0, tiles of 256 hashes and bundles of entries.

Tile `index` of `level` L holds the hashes of the complete subtrees of 256^L leaves, from subtree
256 * index on: 256 of them, or, at the right edge of a tree, its `width` of them. An entry bundle
holds the entries under the level-0 tile of the same index.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ubudehe.record.rules.merkle import HASH_BYTES

TILE_WIDTH = 256
TILE_LEVELS = 8
"""Nodes of the binary tree between one level of tiles and the next."""
_MAX_INDEX = 2**55
_LENGTH_BYTES = 2
_PATH = re.compile("(?:x[0-9]{3}/)*[0-9]{3}")
_PARTIAL = re.compile("(.+)\\.p/([1-9][0-9]{0,2})")


class BadTile(ValueError):
    """A path that names no tile, or bytes that are not what the path names."""


@dataclass(frozen=True, order=True)
class Tile:
    """One tile: `level` from 0, or -1 for the bundle of entries; `width` from 1 to 256."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Return the path below the prefix of the log, such as `tile/0/x001/234.p/5`."""
        level = "entries" if self.level < 0 else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{index_path(self.index)}{partial}"


def index_path(index: int) -> str:
    """Return `index` as groups of three digits, all but the last marked: 1234067 is x001/x234/067.

    ValueError if it is negative.
    """
    if index < 0:
        raise ValueError("a tile has no negative index")
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups)


def parse_path(path: str) -> Tile:
    """Return the tile that `path` (below the prefix of the log) names; BadTile otherwise.

    One tile has one path: leading empty groups and a width of 256 are refused.
    """
    kind, _, rest = path.partition("/")
    name, _, rest = rest.partition("/")
    if kind != "tile" or not (name == "entries" or re.fullmatch("[0-9]|[1-5][0-9]|6[0-3]", name)):
        raise BadTile("not the path of a tile")
    width = TILE_WIDTH
    if partial := _PARTIAL.fullmatch(rest):
        rest, width = partial[1], int(partial[2])
    if len(rest) > 31 or not _PATH.fullmatch(rest) or (partial and width >= TILE_WIDTH):
        raise BadTile("not the path of a tile")
    index = int(rest.replace("x", "").replace("/", ""))
    if index >= _MAX_INDEX or index_path(index) != rest:
        raise BadTile("not the path of a tile")
    return Tile(-1 if name == "entries" else int(name), index, width)


def tiles_of(size: int, level: int = 0) -> Iterator[Tile]:
    """Yield the tiles of one level in a tree of `size` leaves, in order; -1 means the bundles."""
    hashes = size >> (TILE_LEVELS * max(level, 0))
    for index in range(hashes // TILE_WIDTH):
        yield Tile(level, index)
    if hashes % TILE_WIDTH:
        yield Tile(level, hashes // TILE_WIDTH, hashes % TILE_WIDTH)


def levels_of(size: int) -> range:
    """Return the levels at which a tree of `size` leaves has tiles; none for the empty tree."""
    return range(-(-size.bit_length() // TILE_LEVELS))


def is_tile_of(tile: Tile, size: int) -> bool:
    """Tell whether all that `tile` holds is in a tree of `size` leaves."""
    hashes = size >> (TILE_LEVELS * max(tile.level, 0))
    return tile.index * TILE_WIDTH + tile.width <= hashes


def parse_tile(data: bytes, width: int) -> list[bytes]:
    """Return the `width` hashes of a tile's bytes; BadTile if there are more or fewer."""
    if len(data) != width * HASH_BYTES:
        raise BadTile(f"a tile of {len(data)} bytes where {width * HASH_BYTES} belong")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Return a bundle: before each entry its length in two bytes, the greater byte first."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the `width` entries of a bundle; BadTile if there are more, fewer or cut ones."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or start > len(data) or len(entries) == width:
            raise BadTile("a bundle with a cut entry, or with too many")
        entries.append(data[start:at])
    if len(entries) != width:
        raise BadTile(f"a bundle of {len(entries)} entries where {width} belong")
    return entries
