"""Secrets of second factors: made by the server's key, and kept so that only that key opens them.

A copy of the database alone opens none of them and tells no code that was printed.
"""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ubudehe.language.codes import make_code

PRINTED = 10
"""How many codes are printed at a time."""
_NONCE, _SECRET = 12, 20


def offered(key: bytes, account: UUID, token: str) -> str:
    """Return the app's secret (base32) that this session offers: the same until it is taken."""
    return base64.b32encode(
        _keyed(key, b"offer", account.bytes + token.encode())[:_SECRET]
    ).decode()


def sealed(key: bytes, account: UUID, secret: str) -> str:
    """Return a secret as it is kept; it opens for this account alone."""
    nonce = secrets.token_bytes(_NONCE)
    closed = _box(key).encrypt(nonce, secret.encode(), account.bytes)
    return base64.b64encode(nonce + closed).decode()


def opened(key: bytes, account: UUID, kept: str) -> str | None:
    """Return the secret that is kept; None where it is not this account's or the key was lost."""
    raw = base64.b64decode(kept)
    try:
        return _box(key).decrypt(raw[:_NONCE], raw[_NONCE:], account.bytes).decode()
    except InvalidTag:
        return None


def printed_codes(key: bytes) -> tuple[str, ...]:
    """Return new codes for paper, 18 digits each, the last two a check."""
    nonce = secrets.token_bytes(_SECRET)
    return tuple(make_code(key, b"one-time" + nonce + bytes([n])) for n in range(PRINTED))


def mark_of(key: bytes, account: UUID, code: str) -> str:
    """Return the hash under which a printed code of an account is kept, in hex."""
    return _keyed(key, b"one-time mark", account.bytes + code.encode()).hex()


def _box(key: bytes) -> AESGCM:
    return AESGCM(_keyed(key, b"sealing", b""))


def _keyed(key: bytes, what: bytes, about: bytes) -> bytes:
    return hmac.new(key, b"second factor " + what + b"\0" + about, hashlib.sha256).digest()
