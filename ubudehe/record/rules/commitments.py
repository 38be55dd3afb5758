"""Commitments: a fingerprint of a private value that proves it later and tells nothing before."""

import hashlib

from ubudehe.record.rules.canonical import canonical_value

SALT_BYTES = 32
_TAG = b"ubudehe/commit/v1\n"


def commit(value: object, salt: bytes) -> bytes:
    """Return SHA-256(tag || salt || JCS(value)); ValueError unless the salt has 32 bytes.

    The salt is fresh and random for each field of each event: without it nobody can try out
    values. Once value and salt are erased, nothing personal is left.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(_TAG + salt + canonical_value(value)).digest()
