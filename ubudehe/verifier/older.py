"""Older checkpoints that somebody kept: as a file, typed from paper, or from a text message."""

import base64
import re
from dataclasses import dataclass

from ubudehe.record.rules.notes import Checkpoint, parse_checkpoint, parse_note

_MESSAGE = re.compile("UBD ([0-9]{1,16}) (0|[1-9][0-9]{0,18}) ([A-Z2-7]{20})")
_MESSAGE_ROOT = 20


@dataclass(frozen=True)
class Older:
    """A tree that somebody saw once: `place` is its origin, or only the code of the place.

    `root` is the whole root, or in a text message its first 100 bits in base32. `note` is the
    signed note, where there is one.
    """

    place: str
    size: int
    root: bytes | str
    note: bytes | None = None

    def is_of(self, origin: str) -> bool:
        """Tell whether it speaks of the record `origin`."""
        return self.place in (origin, origin.rpartition("/v/")[2])

    def fits(self, root: bytes) -> bool:
        """Tell whether `root` is the root that was seen."""
        if isinstance(self.root, str):
            return base64.b32encode(root).decode().startswith(self.root)
        return self.root == root


def parse_older(text: str) -> Older:
    """Return the older checkpoint in `text`: a note, its three lines, or a text message.

    BadNote if it is none of these. White space around, and Windows line ends, are forgiven:
    people paste.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    if found := _MESSAGE.fullmatch(text.strip()):
        return Older(found[1], int(found[2]), found[3])
    if "\n\n" not in text:
        return _older(parse_checkpoint(text), None)
    data = text.encode("utf-8", "surrogatepass")
    return _older(parse_checkpoint(parse_note(data).text), data)


def message(code: str, size: int, root: bytes) -> str:
    """Return the text message that tells of a tree of the place `code`."""
    return f"UBD {code} {size} {base64.b32encode(root).decode()[:_MESSAGE_ROOT]}"


def _older(checkpoint: Checkpoint, note: bytes | None) -> Older:
    return Older(checkpoint.origin, checkpoint.size, checkpoint.root, note)
