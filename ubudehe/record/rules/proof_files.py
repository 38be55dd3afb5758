"""Proof files: `c2sp.org/tlog-proof@v1`, a receipt that an entry stands in a signed tree."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from ubudehe.record.rules.merkle import HASH_BYTES, verify_inclusion
from ubudehe.record.rules.notes import BadNote, parse_checkpoint, parse_hash, parse_note

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MAX_BYTES = 200_000
_MAX_STEPS = 63


@dataclass(frozen=True)
class ProofFile:
    """Where an entry stands, the hashes from it to the root, and the checkpoint as a note."""

    index: int
    steps: tuple[bytes, ...]
    note: str
    extra: bytes = b""


def write_proof_file(index: int, steps: Sequence[bytes], note: str, extra: bytes = b"") -> str:
    """Return the proof file of entry `index` (from 0) under the signed checkpoint `note`.

    `extra` is whatever the reader needs beside the proof, such as the entry itself.
    """
    lines = [_FIRST_LINE, *([f"extra {base64.b64encode(extra).decode()}"] if extra else [])]
    lines += [f"index {index}", *(base64.b64encode(step).decode() for step in steps)]
    return "\n".join(lines) + f"\n\n{note}"


def parse_proof_file(data: bytes) -> ProofFile:
    """Return the proof file that `data` is, nothing verified; BadNote if it is malformed."""
    if len(data) > _MAX_BYTES:
        raise BadNote("the proof is too large")
    try:
        head, blank, note = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    first, *lines = head.split("\n")
    if first != _FIRST_LINE or not blank:
        raise BadNote("not a proof file")
    extra = b""
    if lines and lines[0].startswith("extra "):
        try:
            extra = base64.b64decode(lines.pop(0)[6:], validate=True)
        except ValueError as error:
            raise BadNote("the extra line is not base64") from error
    number = lines.pop(0).removeprefix("index ") if lines else ""
    if not (number.isascii() and number.isdecimal() and str(int(number[:20])) == number):
        raise BadNote("no index")
    if len(lines) > _MAX_STEPS:
        raise BadNote("too many hashes")
    parse_note(note.encode())
    return ProofFile(int(number), tuple(map(parse_hash, lines)), note, extra)


def verify_proof_file(proof: ProofFile, leaf: bytes) -> None:
    """Raise ProofFailed unless the leaf hash `leaf` stands where `proof` says under its root.

    The signatures on the checkpoint are not looked at here.
    """
    checkpoint = parse_checkpoint(parse_note(proof.note.encode()).text)
    if len(leaf) != HASH_BYTES:
        raise ValueError("a leaf hash has 32 bytes")
    verify_inclusion(proof.index, checkpoint.size, leaf, proof.steps, checkpoint.root)
