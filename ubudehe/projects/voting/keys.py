"""The keys of a vote: they make its cards, find its ballots and seal them.

A key has two halves: the server's secret, and a salt of the vote, a file of its own that no backup
takes and that is destroyed when the vote is over (`closing/destroying.py`). Neither is ever in the
database. So no copy of it, taken at whatever moment, opens a ballot once the vote is closed; before
that, only together with both halves.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ubudehe.language.codes import make_code, make_letters

NONCE_BYTES = 12
_SHORT, _LONG = 32, 64
"""Bytes of a sealed ballot before it is encrypted; the long one for many projects."""


def place_of(secret: bytes, code: str) -> str:
    """Return where the ballot of a card lies: a keyed hash that names no card and no voter."""
    return hmac.new(secret, b"ubudehe ballot place\n" + code.encode(), hashlib.sha256).hexdigest()


class BoxKey:
    """The key of one vote."""

    def __init__(self, secret: bytes, salt: bytes) -> None:
        self._key = hmac.new(secret, b"ubudehe vote\n" + salt, hashlib.sha256).digest()

    def code(self, number: int) -> str:
        """Return the code of card `number`, from 0; it is stored nowhere."""
        return make_code(self._key, b"card" + number.to_bytes(4, "big"))

    def letters(self, number: int) -> str:
        """Return the code of card `number` as older versions printed it."""
        return make_letters(self._key, b"card" + number.to_bytes(4, "big"))

    def seal(self, place: str, marks: bytes | None, nonce: bytes, options: int) -> bytes:
        """Return `marks` (None: spoiled) encrypted for `place`, in a vote always of one length."""
        plain = b"\0" + marks if marks is not None else b"\1"
        padded = plain.ljust(_SHORT if options < _SHORT else _LONG, b"\0")
        return nonce + ChaCha20Poly1305(self._key).encrypt(nonce, padded, place.encode())

    def unseal(self, place: str, sealed: bytes, options: int) -> bytes | None:
        """Return the marks of a ballot with so many options; ValueError if it was tampered with."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain = ChaCha20Poly1305(self._key).decrypt(nonce, body, place.encode())
        except InvalidTag:
            raise ValueError(f"the ballot at {place} was not sealed by this vote") from None
        return None if plain[0] else plain[1 : 1 + options]
