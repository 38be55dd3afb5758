"""Cosignatures by witnesses: `cosignature/v1` of C2SP tlog-cosignature, with Ed25519.

A cosignature says: at this time, the largest tree of this log that I have seen, and of which I
checked that it grew out of the last one, is this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ubudehe.record.rules.notes import (
    COSIGNATURE,
    BadNote,
    Note,
    key_id,
    parse_checkpoint,
    parse_vkey,
    signature_line,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
_LAST_TIME = 253_402_300_799
"""The last second of the year 9999, which is what `datetime` can tell."""


@dataclass(frozen=True)
class Cosignature:
    """That the witness `vkey` cosigned, and when (UTC)."""

    vkey: str
    at: datetime


def cosign(text: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """Return the signature line of witness `name` under the checkpoint `text`, at that second.

    BadNote unless `text` is a checkpoint.
    """
    parse_checkpoint(text)
    seconds = (at - _EPOCH) // timedelta(seconds=1)
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signed = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(_message(text, seconds))
    return signature_line(name, key_id(name, COSIGNATURE, raw), signed)


def cosignatures(note: Note, witnesses: Sequence[str]) -> tuple[Cosignature, ...]:
    """Return the cosignatures on `note` by `witnesses` (verifier keys), one each: the newest.

    Those of unknown witnesses are passed over; a wrong one of a known witness is a BadNote.
    """
    known = {parse_vkey(vkey, COSIGNATURE)[:2]: vkey for vkey in witnesses}
    times: dict[str, int] = {}
    for signature in note.signatures:
        vkey = known.get((signature.name, signature.key_id))
        if vkey is None:
            continue
        if len(signature.signature) != _TIME_BYTES + _SIGNATURE_BYTES:
            raise BadNote(f"the cosignature of {signature.name} has the wrong length")
        seconds = int.from_bytes(signature.signature[:_TIME_BYTES], "big")
        try:
            parse_vkey(vkey, COSIGNATURE)[2].verify(
                signature.signature[_TIME_BYTES:], _message(note.text, seconds)
            )
        except InvalidSignature as error:
            raise BadNote(f"the cosignature of {signature.name} is wrong") from error
        if seconds > _LAST_TIME:
            raise BadNote(f"the cosignature of {signature.name} bears no possible time")
        times[vkey] = max(seconds, times.get(vkey, 0))
    return tuple(Cosignature(key, datetime.fromtimestamp(at, UTC)) for key, at in times.items())


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
