"""Keys that are destroyed once they have served: in no database, in no backup, each a file.

Destroying goes in steps, each of which may be done again after a crash: the file gets another
name, so that nobody finds it; random bytes are written over it; and once nothing else keeps it
(`Vault.remove`), it goes. On a disk that writes every change to a new spot, as many flash drives
do, the old bytes may outlive that: docs/privacy.md.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ubudehe.storage.kept import kept, overwrite, own_folder, sync

_LIVE, _GONE = ".key", ".gone"
_NO_BACKUP = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# Keys in this folder are destroyed when a vote is closed. A backup must not hold them.\n"
)
"""What many programs for backups take as a sign to leave a folder out (bford.info/cachedir)."""


class Vault(Protocol):
    """Keys by name, each kept until it is destroyed."""

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the key of this name; what `make` makes where there is none."""

    def read(self, name: str) -> bytes | None:
        """Return the key of this name; None where there is none (any more)."""

    def destroy(self, name: str) -> None:
        """Make the key of this name unreadable for ever; nothing happens where there is none."""


@dataclass(frozen=True)
class Keyring:
    """What opens boxes: the server's own secret, and the keys that will be destroyed."""

    secret: bytes = b""
    vault: Vault | None = None


NO_KEYS = Keyring()
"""Of a desk at which nobody votes."""


class FileVault:
    """Keys in a folder of their own that only its owner may open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the key of this name; what `make` makes, durably written, where there is none."""
        own_folder(self._folder)
        kept(self._folder / "CACHEDIR.TAG", lambda: _NO_BACKUP)
        return kept(self._path(name), make)

    def read(self, name: str) -> bytes | None:
        """Return the key of this name; None where there is none (any more)."""
        with suppress(FileNotFoundError):
            return self._path(name).read_bytes()
        return None

    def destroy(self, name: str) -> None:
        """Overwrite the key of this name; an empty shell stays until `remove`."""
        path = self._path(name)
        gone = path.with_suffix(_GONE)
        with suppress(FileNotFoundError):  # another process was quicker
            path.rename(gone)
        with suppress(FileNotFoundError):
            overwrite(gone)
            sync(self._folder)

    def names(self) -> frozenset[str]:
        """Return the names of all keys."""
        return frozenset(path.stem for path in self._folder.glob(f"*{_LIVE}"))

    def destroyed(self) -> frozenset[str]:
        """Return the names of keys that were destroyed and whose shells still lie here."""
        return frozenset(path.stem for path in self._folder.glob(f"*{_GONE}"))

    def remove(self, name: str) -> None:
        """Remove the shell of a key; it is overwritten before, in case a crash prevented that."""
        gone = self._path(name).with_suffix(_GONE)
        with suppress(FileNotFoundError):
            overwrite(gone)
            gone.unlink()
            sync(self._folder)

    def clear(self) -> None:
        """Destroy all keys, and the folder."""
        for name in self.names() | self.destroyed():
            self.destroy(name)
            self.remove(name)
        (self._folder / "CACHEDIR.TAG").unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            self._folder.rmdir()

    def _path(self, name: str) -> Path:
        if not name.replace("-", "").isalnum():
            raise ValueError("not a name of a key")
        return self._folder / f"{name}{_LIVE}"


class MemoryVault:
    """Keys of a play that ends with this process, such as the demo's."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the key of this name; what `make` makes where there is none."""
        if name not in self._keys:
            self._keys[name] = make()
        return self._keys[name]

    def read(self, name: str) -> bytes | None:
        """Return the key of this name; None where there is none (any more)."""
        return self._keys.get(name)

    def destroy(self, name: str) -> None:
        """Forget the key of this name."""
        self._keys.pop(name, None)
