"""The server's secrets, made at the first start and kept outside the database."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)


def log_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key that signs heads, from `folder`; made there if there is none."""
    raw = _kept(folder / "log.key", _new_signing_key)
    return Ed25519PrivateKey.from_private_bytes(raw)


def web_secret(folder: Path) -> bytes:
    """Return 32 secret bytes for tokens in forms, from `folder`; made there if there are none."""
    return _kept(folder / "web.key", lambda: secrets.token_bytes(32))


def _new_signing_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as handle:
        handle.write(make())
        handle.flush()
        os.fsync(handle.fileno())
    return path.read_bytes()
