"""Reading a whole log and building it anew: every bundle, every leaf, every tile, the root."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ubudehe.language.messages import N_
from ubudehe.record.rules.merkle import HASH_BYTES
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.rules.tiles import (
    TILE_WIDTH,
    BadTile,
    Tile,
    is_tile_of,
    pack_bundle,
    parse_bundle,
    parse_path,
    tiles_of,
)
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.sources.source import MAX_BUNDLE, MAX_TILE, Source, Unreadable
from ubudehe.verifier.trees import GrowingTree

MAX_SIZE = 200_000_000
"""Entries of the largest log that is read at all."""
Take = Callable[[int, Sequence[bytes], Sequence[bytes]], None]
"""Takes the index of the first entry of a bundle, the entries, and their leaf hashes."""


class LogFiles:
    """The files of one log: at `prefix` of `source`, a tree of `size` entries."""

    def __init__(self, source: Source, prefix: str, size: int) -> None:
        self._source, self._prefix = source, prefix
        self._narrow: dict[tuple[int, int], list[Tile]] = defaultdict(list)
        for path in source.listed(f"{prefix}tile/"):
            try:
                tile = parse_path(path.removeprefix(prefix))
            except BadTile:
                continue
            if tile.width < TILE_WIDTH and is_tile_of(tile, size):
                self._narrow[tile.level, tile.index].append(tile)

    def bundle(self, tile: Tile) -> list[bytes] | None:
        """Return the entries of a bundle, None where there is none; BadTile, Unreadable."""
        data = self._read(tile, MAX_BUNDLE)
        if data is not None:
            return parse_bundle(data, tile.width)
        full = self._read(Tile(tile.level, tile.index), MAX_BUNDLE)
        return None if full is None else parse_bundle(full, TILE_WIDTH)[: tile.width]

    def hashes(self, tile: Tile) -> bytes | None:
        """Return the bytes of a tile, None where there is none; Unreadable.

        A log may drop a partial tile once the full one is there, so that one serves as well.
        """
        data = self._read(tile, MAX_TILE)
        if data is None and tile.width < TILE_WIDTH:
            full = self._read(Tile(tile.level, tile.index), MAX_TILE)
            data = None if full is None else full[: tile.width * HASH_BYTES]
        return data

    def narrower(self, tile: Tile) -> list[Tile]:
        """Return the partial tiles that lie beside `tile` and hold less of the same."""
        held = self._narrow.get((tile.level, tile.index), ())
        return [one for one in held if one.width < tile.width]

    def _read(self, tile: Tile, most: int) -> bytes | None:
        return self._source.read(self._prefix + tile.path, most)


def rebuild(
    files: LogFiles, checkpoint: Checkpoint, wanted: Iterable[int], take: Take, report: LogReport
) -> GrowingTree:
    """Read the whole log under `checkpoint`; what is false goes into `report`.

    `take` gets every entry. The tree returned knows the roots of the `wanted` sizes.
    """
    tree = GrowingTree(wanted)
    if checkpoint.size > MAX_SIZE:
        report.blame(None, "tree", N_("The record claims to be too large to be checked."))
        return tree
    sha256 = hashlib.sha256
    for tile in tiles_of(checkpoint.size, -1):
        entries = _bundle(files, tile, report)
        if entries is None:
            return tree
        leaves = [sha256(b"\x00" + entry).digest() for entry in entries]
        take(tree.size, entries, leaves)
        for made, data in tree.add(leaves):
            _compare(files, made, data, report)
        _check_narrow_bundles(files, tile, entries, report)
    for made, data in tree.partial():
        _compare(files, made, data, report)
    report.checked = tree.size
    if tree.root != checkpoint.root:
        report.blame(
            None, "tree", N_("The entries do not make the root that the checkpoint signs.")
        )
    return tree


def _bundle(files: LogFiles, tile: Tile, report: LogReport) -> list[bytes] | None:
    try:
        entries = files.bundle(tile)
    except (BadTile, Unreadable) as error:
        report.blame(
            tile.index * TILE_WIDTH,
            "tree",
            N_("%(path)s cannot be read (%(problem)s)."),
            path=tile.path,
            problem=str(error),
        )
        return None
    if entries is None:
        first = tile.index * TILE_WIDTH
        report.blame(first, "tree", N_("%(path)s is missing."), path=tile.path)
    return entries


def _compare(files: LogFiles, tile: Tile, data: bytes, report: LogReport) -> None:
    """Compare a tile made from the entries, and narrower ones of the same, with those served."""
    for one in (tile, *files.narrower(tile)):
        try:
            served = files.hashes(one)
        except Unreadable as error:
            report.blame(
                None,
                "tree",
                N_("%(path)s cannot be read (%(problem)s)."),
                path=one.path,
                problem=str(error),
            )
            continue
        if served is None:
            report.blame(None, "tree", N_("%(path)s is missing."), path=one.path)
        elif served != data[: one.width * HASH_BYTES]:
            text = N_("%(path)s is not what the entries make.")
            report.blame(None, "tree", text, path=one.path)


def _check_narrow_bundles(
    files: LogFiles, tile: Tile, entries: Sequence[bytes], report: LogReport
) -> None:
    for one in files.narrower(tile):
        try:
            served = files.bundle(one)
        except (BadTile, Unreadable):
            served = None
        if served is None or pack_bundle(served) != pack_bundle(entries[: one.width]):
            text = N_("%(path)s holds other entries than the wider bundle.")
            report.blame(one.index * TILE_WIDTH, "tree", text, path=one.path)
