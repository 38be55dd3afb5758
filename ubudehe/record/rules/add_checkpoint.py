"""The request by which a log asks a witness to cosign: `add-checkpoint` of C2SP tlog-witness."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ubudehe.record.rules.notes import BadNote, parse_hash, parse_note

MAX_REQUEST = 66_000
"""Bytes: 64 lines and a note with many signatures."""
_MAX_STEPS = 63
_OLD = re.compile("old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile("(0|[1-9][0-9]{0,18})\n?")


@dataclass(frozen=True)
class AddCheckpoint:
    """The size that the witness cosigned last, the proof of growth from there, and the note."""

    old: int
    steps: tuple[bytes, ...]
    note: str


def write_request(old: int, steps: Sequence[bytes], note: str) -> bytes:
    """Return the body of a request."""
    lines = [f"old {old}", *(base64.b64encode(step).decode() for step in steps)]
    return ("\n".join(lines) + f"\n\n{note}").encode()


def parse_request(data: bytes) -> AddCheckpoint:
    """Return the request that `data` is, nothing verified; BadNote if it is malformed."""
    if len(data) > MAX_REQUEST:
        raise BadNote("the request is too large")
    try:
        head, blank, note = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not blank:
        raise BadNote("not a request")
    if len(lines) > _MAX_STEPS:
        raise BadNote("too many hashes")
    parse_note(note.encode())
    return AddCheckpoint(int(old[1]), tuple(map(parse_hash, lines)), note)


def parse_size(data: bytes) -> int:
    """Return the size that a witness answers to a request from another size; BadNote otherwise."""
    found = _SIZE.fullmatch(data.decode("ascii", "replace"))
    if found is None:
        raise BadNote("not a size")
    return int(found[1])
