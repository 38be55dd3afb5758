"""Signed notes and checkpoints, as C2SP signed-note 1.0.0 and tlog-checkpoint 1.0.0 define them."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = 1
"""The kind of key by which a log signs its notes."""
COSIGNATURE = 4
"""The kind of key by which a witness cosigns them (C2SP tlog-cosignature, Ed25519)."""
_MAX_NOTE = 1_000_000
_MAX_SIGNATURES = 100
"""The specification asks for room for at least 16."""
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
"""ASCII control characters but LF (DEL too, which the specification lets pass), and half pairs."""
_SIGNATURE = re.compile("\u2014 ([^ +\n]+) ([A-Za-z0-9+/=]+)")


class BadNote(ValueError):
    """Bytes that are not a note, or a note that is not signed as it should be."""


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: who, the first four bytes that name the key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A text and its signatures, not yet verified."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: whose, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return SHA-256(name || LF || kind || public)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name: str, public: Ed25519PublicKey, kind: int = ED25519) -> str:
    """Return the verifier key `name+hex(key id)+base64(kind || public)`; BadNote on a bad name."""
    if not _is_name(name):
        raise BadNote("not a name for a key")
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    packed = base64.b64encode(bytes([kind]) + raw).decode()
    return f"{name}+{key_id(name, kind, raw).hex()}+{packed}"


def parse_vkey(text: str, kind: int = ED25519) -> tuple[str, bytes, Ed25519PublicKey]:
    """Return name, key id and key of a verifier key; BadNote if it is not one of this kind."""
    name, _, rest = text.partition("+")
    hexed, _, packed = rest.partition("+")
    raw = _base64(packed)
    if not _is_name(name) or len(raw) != 33 or raw[0] != kind:
        raise BadNote("not a verifier key")
    if hexed != key_id(name, kind, raw[1:]).hex():
        raise BadNote("the key does not fit its id")
    return name, bytes.fromhex(hexed), Ed25519PublicKey.from_public_bytes(raw[1:])


def sign_note(text: str, name: str, *keys: Ed25519PrivateKey) -> str:
    """Return `text` (ending in LF) as a note signed under `name` by each of `keys`, in order."""
    if not _is_name(name):
        raise BadNote("not a name for a key")
    _check_text(text)
    lines = [
        signature_line(
            name,
            key_id(name, ED25519, key.public_key().public_bytes_raw()),
            key.sign(text.encode()),
        )
        for key in keys
    ]
    return f"{text}\n{''.join(lines)}"


def signature_line(name: str, id_: bytes, signature: bytes) -> str:
    """Return one signature as the line that stands under a note."""
    return f"\u2014 {name} {base64.b64encode(id_ + signature).decode()}\n"


def parse_note(data: bytes) -> Note:
    """Return the note that `data` is, signatures unverified; BadNote if it is malformed."""
    if len(data) > _MAX_NOTE:
        raise BadNote("the note is too large")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    head, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise BadNote("no signatures, or no line end")
    _check_text(whole)
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise BadNote("too many signatures")
    return Note(head + "\n", tuple(_signature(line) for line in lines))


def verify_note(data: bytes, vkeys: Sequence[str]) -> str:
    """Return the text of the note `data`, signed by at least one of `vkeys`; BadNote otherwise.

    Signatures of unknown keys are passed over; a wrong one of a known key spoils the note.
    """
    note = parse_note(data)
    known = {(name, id_): key for name, id_, key in map(parse_vkey, vkeys)}
    verified = False
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        try:
            key.verify(signature.signature, note.text.encode())
        except InvalidSignature as error:
            raise BadNote(f"the signature of {signature.name} is wrong") from error
        verified = True
    if not verified:
        raise BadNote("not signed by a known key")
    return note.text


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint: origin, size and root on a line each; BadNote if unfit."""
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    parse_checkpoint(text)
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that `text` is, without extension lines; BadNote otherwise."""
    _check_text(text)
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise BadNote("not a checkpoint of three lines")
    origin, size, packed = lines[:3]
    if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
        raise BadNote("not a size")
    return Checkpoint(origin, int(size), parse_hash(packed))


def parse_hash(text: str) -> bytes:
    """Return the 32 bytes that `text` encodes in base64; BadNote otherwise."""
    raw = _base64(text)
    if len(raw) != 32:
        raise BadNote("not a hash")
    return raw


def _signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise BadNote("not a signature line")
    packed = _base64(found[2])
    if len(packed) < 5 or not _is_name(found[1]):
        raise BadNote("not a signature")
    return NoteSignature(found[1], packed[:4], packed[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _FORBIDDEN.search(text):
        raise BadNote("no line end, or control characters")


def _is_name(name: str) -> bool:
    if not name or _FORBIDDEN.search(name):
        return False
    return not any(sign == "+" or sign.isspace() for sign in name)


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise BadNote("not the only base64 of these bytes")
    return raw
