"""The server's secrets, made at the first start and kept outside the database."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from ubudehe.storage.kept import kept, overwrite, sync

_FIRST = "log.key"
_NAME = re.compile("log(?:-([0-9]{1,6}))?\\.key")


class LogKeys:
    """The keys that sign heads, one file each: `log.key`, then `log-2.key`, `log-3.key`, …

    A key that is being introduced lies beside them as `log-N.key.new` and does not sign yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[int, tuple[Ed25519PrivateKey, ...]] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if not self._files():
            kept(folder / _FIRST, _new_signing_key)

    def all(self) -> tuple[Ed25519PrivateKey, ...]:
        """Return the keys that sign today, the newest last; another process may have changed it."""
        stamp = self._folder.stat().st_mtime_ns
        while self._read is None or self._read[0] != stamp:
            with suppress(FileNotFoundError):  # one was dropped just now: look again
                self._read = stamp, tuple(map(_signing_key, self._files()))
        return self._read[1]

    def introduced(self) -> Ed25519PrivateKey:
        """Return the key that is being introduced; made where there is none."""
        return _signing_key(_kept_path(self._coming() or self._next(), _new_signing_key))

    def take_introduced(self) -> None:
        """Let the introduced key sign from now on."""
        coming = self._coming()
        if coming is not None:
            coming.rename(coming.with_suffix(""))
            sync(self._folder)

    def drop(self, key: Ed25519PrivateKey) -> None:
        """Destroy `key`, but for its public half. ValueError if it is the only one."""
        files = self._files()
        if len(files) < 2:
            raise ValueError("the only key cannot be dropped")
        wanted, public = key.private_bytes_raw(), key.public_key().public_bytes_raw()
        for path in files:
            if path.read_bytes() == wanted:
                kept(path.with_suffix(".pub"), lambda: public)
                gone = path.rename(path.with_suffix(".gone"))  # first of all nobody finds it
                overwrite(gone)
                gone.unlink()
        sync(self._folder)

    def dropped(self) -> tuple[Ed25519PublicKey, ...]:
        """Return the public halves of keys that signed once: old heads are still checked."""
        found = sorted(self._folder.glob("log*.pub"))
        return tuple(Ed25519PublicKey.from_public_bytes(path.read_bytes()) for path in found)

    def _files(self) -> list[Path]:
        found = ((_NAME.fullmatch(path.name), path) for path in self._folder.iterdir())
        return [
            path for _, path in sorted((int(name[1] or 1), path) for name, path in found if name)
        ]

    def _coming(self) -> Path | None:
        return next(iter(sorted(self._folder.glob("log-*.key.new"))), None)

    def _next(self) -> Path:
        last = _NAME.fullmatch(self._files()[-1].name)
        number = int((last and last[1]) or 1) + 1
        return self._folder / f"log-{number}.key.new"


def witness_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key with which a witness cosigns, from `folder`; made there if there is none."""
    return _signing_key(_kept_path(folder / "witness.key", _new_signing_key))


def web_secret(folder: Path) -> bytes:
    """Return 32 secret bytes for tokens in forms, from `folder`; made there if there are none."""
    return kept(folder / "web.key", lambda: secrets.token_bytes(32))


def _signing_key(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _new_signing_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _kept_path(path: Path, make: Callable[[], bytes]) -> Path:
    kept(path, make)
    return path
