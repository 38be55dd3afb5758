"""Proving a backup without restoring it: every part, every record's tree, every signed head."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ubudehe.record.backups.making import KEYS, NOTES
from ubudehe.record.heads import NATIONAL, whole_notes
from ubudehe.record.rules.lost_heads import lost_head
from ubudehe.record.rules.merkle import completed, leaf_hash, root_at
from ubudehe.record.rules.notes import (
    BadNote,
    Checkpoint,
    parse_checkpoint,
    parse_note,
    verify_note,
    vkey,
)
from ubudehe.storage.backups.files import Backup, Broken, Entry
from ubudehe.storage.backups.rows import bytes_of, lines_of

_END = b"\0"


@dataclass
class Tree:
    """The tree of one record in a backup, and the lost heads that its own events tell of."""

    size: int = 0
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    told: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, entry: bytes) -> bytes:
        """Add an entry; return its leaf hash."""
        digest = leaf_hash(entry)
        for level, index, node in completed(self.size, digest, lambda a, b: self.nodes[a, b]):
            self.nodes[level, index] = node
        if (lost := lost_head(entry)) is not None:
            self.told.add((lost.size, lost.root))
        self.size += 1
        return digest

    def begins_with(self, head: Checkpoint) -> bool:
        """Tell whether the first entries are those of `head`."""
        if head.size > self.size:
            return False
        return root_at(head.size, lambda a, b: self.nodes[a, b]) == head.root

    def goes_on_after(self, head: Checkpoint) -> bool:
        """Tell whether it begins with `head`, or says itself that it was rolled back from it."""
        return self.begins_with(head) or (head.size, head.root) in self.told


@dataclass(frozen=True)
class Proved:
    """What was proved: parts, records and events; heads kept elsewhere that are newer, by log."""

    parts: int
    records: int
    events: int
    behind: Mapping[str, Sequence[Checkpoint]]


def prove(backup: Backup, kept: Mapping[str, Sequence[Checkpoint]] | None = None) -> Proved:
    """Prove all that a backup says; Broken at the first thing that is not so.

    `kept` are signed heads that are known from elsewhere: those that its records do not go on
    after are returned.
    """
    parts = backup.prove_parts()
    signed = dict(_signed_heads(backup))
    sizes = _sizes(backup)
    behind: dict[str, list[Checkpoint]] = defaultdict(list)
    events, seen = 0, set()
    for log, tree in _trees(backup):
        if sizes.get(log) != tree.size:
            raise Broken(f"The record of {log} has {tree.size} events, not {sizes.get(log)}.")
        for head in signed.get(log, ()):
            if not tree.begins_with(head):
                raise Broken(f"The events of {log} do not make the root that its head signs.")
        behind[log] += [one for one in (kept or {}).get(log, ()) if not tree.goes_on_after(one)]
        seen.add(log)
        events += tree.size if log != NATIONAL else 0
    for log in signed.keys() | {log for log, size in sizes.items() if size}:
        if log not in seen:
            raise Broken(f"The events of {log} are missing.")
    for log in (kept or {}).keys() - seen:
        behind[log] += (kept or {})[log]
    found = {log: tuple(heads) for log, heads in behind.items() if heads}
    return Proved(parts, len(seen - {NATIONAL}), events, found)


def kept_heads(folder: Path) -> dict[str, list[Checkpoint]]:
    """Return by log the last head of each memory of signed heads in a folder, of old ones too."""
    found: dict[str, list[Checkpoint]] = defaultdict(list)
    for path in sorted([*folder.glob("*.notes"), *folder.glob("*.rolled-back-*")]):
        notes = whole_notes(path.read_bytes()).split(_END)[:-1]
        if notes:
            log = path.name.partition(".")[0]
            found[log].append(parse_checkpoint(parse_note(notes[-1]).text))
    return found


def _signed_heads(backup: Backup) -> Iterator[tuple[str, list[Checkpoint]]]:
    """Yield the heads of each log, their signatures proved by the keys in the backup."""
    keys, said = _keys(backup), dict(backup.manifest.said["heads"])
    for entry in backup.manifest.under(NOTES):
        log, _, kind = entry.name.removeprefix(NOTES).rpartition(".")
        if kind != "notes":
            continue
        notes = backup.read(entry).split(_END)[:-1]
        claimed = said.pop(log, {"note": ""})["note"]
        if not notes or notes[-1].decode("utf-8", "replace") != claimed:
            raise Broken(f"The signed head of {log} is not the one that the backup tells of.")
        yield log, [_proved(backup, log, note, keys) for note in notes]
    if said:
        raise Broken(f"The signed head of {min(said)} is missing.")


def _proved(backup: Backup, log: str, note: bytes, keys: Sequence[Ed25519PublicKey]) -> Checkpoint:
    origin, *elsewhere = _named(backup, log)
    known = [*(vkey(origin, key) for key in keys), *elsewhere]
    try:
        checkpoint = parse_checkpoint(verify_note(note, known))
    except BadNote as error:
        raise Broken(f"A head of {log} does not bear our signature.") from error
    if checkpoint.origin != origin:
        raise Broken(f"A head of {log} is that of {checkpoint.origin}.")
    return checkpoint


def _named(backup: Backup, log: str) -> list[str]:
    """Return the name of a record, and the keys of the servers that signed it before."""
    host = backup.manifest.said["host"]
    if log == NATIONAL:
        return [f"{host}/log"]
    moved = next(backup.manifest.under(f"{NOTES}{log}.moved"), None)
    return backup.read(moved).decode().split() if moved else [f"{host}/v/{log}"]


def _keys(backup: Backup) -> list[Ed25519PublicKey]:
    found = []
    for entry in backup.manifest.under(f"{KEYS}log"):
        data = backup.read(entry)
        if entry.name.endswith(".pub"):
            found.append(Ed25519PublicKey.from_public_bytes(data))
        elif entry.name.endswith(".key"):
            found.append(Ed25519PrivateKey.from_private_bytes(data).public_key())
    return found


def _sizes(backup: Backup) -> dict[str, int]:
    return {row["log"]: row["size"] for row in _rows(backup, "log_head")}


def _trees(backup: Backup) -> Iterator[tuple[str, Tree]]:
    """Yield the tree of each record, grown from its entries; they lie together, in their order."""
    log, tree = "", Tree()
    for row in _rows(backup, "log_leaf"):
        if row["log"] != log:
            if log:
                yield log, tree
            log, tree = row["log"], Tree()
        if row["idx"] != tree.size:
            raise Broken(f"Event {tree.size} of {log} is missing.")
        if tree.add(bytes_of(row["entry"])) != bytes_of(row["leaf_hash"]):
            raise Broken(f"Event {row['idx']} of {log} was rewritten.")
    if log:
        yield log, tree


def _rows(backup: Backup, table: str) -> Iterator[dict[str, Any]]:
    names = [name for name, _kind in backup.manifest.said["tables"][table]]
    for entry in backup.manifest.under(f"rows/{table}/"):
        for line in _lines(backup, entry):
            yield dict(zip(names, line, strict=True))


def _lines(backup: Backup, entry: Entry) -> Iterable[list[object]]:
    try:
        return lines_of(backup.read(entry))
    except ValueError as error:
        raise Broken(f"{entry.name} holds no rows.") from error
