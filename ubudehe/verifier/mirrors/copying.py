"""Copying one log: only what is new is fetched, and only what extends the copy is taken.

Bundles are fetched; the tiles of hashes are made from them, which saves the way and trusts less.
"""

import hashlib
from collections.abc import Callable, Sequence

from ubudehe.record.rules.notes import (
    BadNote,
    Checkpoint,
    parse_checkpoint,
    parse_note,
    verify_note,
)
from ubudehe.record.rules.tiles import (
    TILE_WIDTH,
    BadTile,
    Tile,
    pack_bundle,
    parse_bundle,
    tiles_of,
)
from ubudehe.verifier.keys import read_vkeys, trust
from ubudehe.verifier.mirrors.files import MirrorFiles
from ubudehe.verifier.reading import MAX_SIZE, LogFiles
from ubudehe.verifier.sources.source import MAX_KEYS, MAX_NOTE, Source, Unreadable
from ubudehe.verifier.trees import GrowingTree

TakeEntries = Callable[[Sequence[bytes], Sequence[bytes]], None]
"""Takes the entries of a bundle and their leaf hashes."""


class Forked(Exception):
    """The site shows a record that does not extend the one copied before: both notes prove it."""

    def __init__(self, origin: str, kept: bytes, shown: bytes) -> None:
        super().__init__(origin)
        self.origin, self.kept, self.shown = origin, kept, shown


def copy_log(
    source: Source,
    files: MirrorFiles,
    prefix: str,
    keys: tuple[str, ...],
    take: TakeEntries,
) -> int | None:
    """Bring the copy of the log at `prefix` up to date; return how many entries are new.

    `take` gets all entries, the old ones too, when anything is new. None where the site has no
    such log. Forked, or Unreadable where the site's log is not whole; then nothing is changed.
    """
    note = source.read(f"{prefix}checkpoint", MAX_NOTE)
    if note is None:
        return None
    kept = files.read(f"{prefix}checkpoint")
    if note == kept:
        return 0
    served = source.read(f"{prefix}key", MAX_KEYS) or b""
    head = _believed(note, served, files.read(f"{prefix}key") or b"", keys)
    before = None if kept is None else parse_checkpoint(parse_note(kept).text)
    if before is not None and before.origin != head.origin:
        raise Unreadable(f"{prefix} was {before.origin} and is now {head.origin}")
    if before is not None and head.size <= before.size and head != before:
        raise Forked(head.origin, kept or b"", note)
    try:
        tree = _stage(source, files, prefix, head, before, take)
        if tree.root != head.root and before is not None:
            files.forget()
            tree = _stage(source, None, prefix, head, before, _nothing)
            if tree.root == head.root and tree.roots[before.size] != before.root:
                raise Forked(head.origin, kept or b"", note)
            raise Unreadable(f"{prefix}: the copy is damaged; make it anew")
        if tree.root != head.root:
            raise Unreadable(f"{prefix}: the entries do not make the root that is signed")
        if before is not None and tree.roots[before.size] != before.root:
            raise Forked(head.origin, kept or b"", note)
    except BaseException:
        files.forget()
        raise
    files.stage(f"{prefix}key", served)
    files.stage(f"{prefix}checkpoint", note)
    files.settle()
    if before is not None:
        _drop_narrower(files, prefix, before.size, head.size)
    return head.size - (before.size if before is not None else 0)


def _believed(note: bytes, served: bytes, known: bytes, keys: tuple[str, ...]) -> Checkpoint:
    """Return the checkpoint in `note`, signed by a key given or known before, else one served."""
    try:
        head = parse_checkpoint(parse_note(note).text)
        texts = [text.decode() for text in (known, served)]
        for text in texts:
            believed = trust(head.origin, keys, read_vkeys(text)).vkeys
            if believed:
                verify_note(note, believed)
                return head
    except (BadNote, UnicodeDecodeError) as error:
        raise Unreadable(f"checkpoint: {error}") from error
    raise Unreadable("checkpoint: there is no key to check it with")


def _nothing(_entries: Sequence[bytes], _leaves: Sequence[bytes]) -> None:
    """Take entries and do nothing with them."""


def _stage(
    source: Source,
    files: MirrorFiles | None,
    prefix: str,
    head: Checkpoint,
    before: Checkpoint | None,
    take: TakeEntries,
) -> GrowingTree:
    """Write all new files of the log aside, and return the tree that all entries make.

    Without `files`, everything is read from the site and nothing is kept: to see whether the site
    is whole by itself, and only differs from the copy.
    """
    if head.size > MAX_SIZE:
        raise Unreadable(f"{prefix} claims to be too large to be copied")
    tree = GrowingTree([before.size] if before is not None else [])
    remote = LogFiles(source, prefix, head.size)
    for tile in tiles_of(head.size, -1):
        entries = _bundle(remote, files, prefix, tile)
        leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
        take(entries, leaves)
        for made, data in tree.add(leaves):
            _stage_tile(files, prefix, made, data)
    for made, data in tree.partial():
        _stage_tile(files, prefix, made, data)
    return tree


def _stage_tile(files: MirrorFiles | None, prefix: str, tile: Tile, data: bytes) -> None:
    """Stage a tile, unless the copy has the very same; a damaged one is healed."""
    path = prefix + tile.path
    if files is not None and files.read(path) != data:
        files.stage(path, data)


def _bundle(remote: LogFiles, files: MirrorFiles | None, prefix: str, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle: from the copy where it has them all, else from the site."""
    own = None if files is None else files.read(prefix + tile.path)
    try:
        if own is not None:
            return parse_bundle(own, tile.width)
        entries = remote.bundle(tile)
    except BadTile as error:
        raise Unreadable(f"{prefix}{tile.path}: {error}") from error
    if entries is None:
        raise Unreadable(f"{prefix}{tile.path} is missing")
    if files is not None:
        files.stage(prefix + tile.path, pack_bundle(entries))
    return entries


def _drop_narrower(files: MirrorFiles, prefix: str, before: int, size: int) -> None:
    """Remove the partial files that were at the right edge of the tree and no longer are."""
    for level in range(-1, 8):
        edge = (before >> (8 * max(level, 0))) // TILE_WIDTH
        last, width = divmod(size >> (8 * max(level, 0)), TILE_WIDTH)
        folder = f"{prefix}{Tile(level, edge, 1).path.removesuffix('/1')}"
        for name in files.names_in(folder):
            if edge < last or name != str(width):
                files.remove(f"{folder}/{name}")
