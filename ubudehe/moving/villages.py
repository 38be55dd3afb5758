"""The file of one village: what it says of itself, and its two parts.

The public part is the village's record as anybody may fetch and verify it. The private part holds
its rows and photos, encrypted to the server that is to take them. A note under the key of the
server that made the file binds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from ubudehe.moving.above import HeldAbove, held_above_from
from ubudehe.record.rules.notes import (
    BadNote,
    Checkpoint,
    parse_checkpoint,
    parse_note,
    verify_note,
)
from ubudehe.storage.backups.files import Backup, Broken

FORMAT = "ubudehe-village/v1"
PRIVATE_FORMAT = "ubudehe-village-private/v1"
RECORD, PRIVATE, SEALED = "record.zip", "private.zip", "private.age"
ROWS, BLOBS = "rows/", "blobs/"


@dataclass(frozen=True)
class Destination:
    """To which server a village goes: its address, its verifier keys for the record, and why."""

    address: str
    vkeys: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class VillageFile:
    """A file of a village that was opened: what it says, which nobody need believe yet."""

    parts: Backup
    code: str
    country: str
    revision: str
    version: str
    note: str
    head: Checkpoint
    address: str
    """Of the server that made it."""
    vkeys: tuple[str, ...]
    """The keys that signed the record there, under the record's name."""
    earlier: tuple[str, ...]
    """Those of servers before that one."""
    going: Destination | None
    """Where the village moves to; None for a copy."""
    above: tuple[HeldAbove, ...]
    """Roles above the village of those who acted in it."""

    @property
    def origin(self) -> str:
        """Return the name that the record bears for ever."""
        return self.head.origin

    def part(self, name: str) -> bytes | None:
        """Return a part's bytes; None where there is none."""
        found = next((one for one in self.parts.manifest.entries if one.name == name), None)
        return None if found is None else self.parts.read(found)


def binding(
    origin: str,
    parts: Iterable[tuple[str, str]],
    above: Iterable[HeldAbove],
    going: Destination | None,
) -> str:
    """Return the text that the server which makes a file signs: its parts' digests and its way."""
    lines = [FORMAT, origin, *(f"{name} {digest}" for name, digest in sorted(parts))]
    lines += [" ".join(one.as_plain()) for one in above]
    lines += [going.address, going.reason, *going.vkeys] if going else []
    return "".join(f"{line}\n" for line in lines)


def opened_village(file: BinaryIO) -> VillageFile:
    """Return the village in a file; Broken where it is none, was cut short or was changed."""
    parts = Backup([file], FORMAT)
    parts.prove_parts()
    said: dict[str, Any] = parts.manifest.said
    try:
        going = said["going"]
        found = VillageFile(
            parts=parts,
            code=str(said["code"]),
            country=str(said["country"]),
            revision=str(said["revision"]),
            version=str(said["version"]),
            note=str(said["note"]),
            head=parse_checkpoint(parse_note(said["note"].encode()).text),
            address=str(said["address"]),
            vkeys=tuple(map(str, said["vkeys"])),
            earlier=tuple(map(str, said["earlier"])),
            above=tuple(map(held_above_from, said["above"])),
            going=going and Destination(going["address"], tuple(going["vkeys"]), going["reason"]),
        )
        verify_note(said["note"].encode(), found.vkeys)
        bound = verify_note(said["bound"].encode(), found.vkeys)
    except (BadNote, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Broken("It is no file of a village, or it was changed.") from error
    named = [(one.name, one.sha256) for one in parts.manifest.entries]
    if bound != binding(found.origin, named, found.above, found.going):
        raise Broken("It was changed since the server signed it.")
    return found
