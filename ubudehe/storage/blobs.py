"""Files kept by the hash of their content: written once, never changed, served for ever."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ubudehe.storage.kept import sync, write_beside


class Blobs:
    """A folder of immutable files named `ab/cd/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256 in hex; the same content is kept once.

        What is here already counts as stored now, so that nobody clears it away as old meanwhile.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        try:
            os.utime(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_beside(target, content)
        # The names too, also those that another process has made just now.
        for folder in (target.parent, target.parent.parent, self.folder, self.folder.parent):
            sync(folder)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return the content of `digest`, or None where there is no such file."""
        target = self.path(digest)
        return target.read_bytes() if target.is_file() else None

    def forget(self, digest: str) -> None:
        """Remove the content of `digest`, if it is here; its hash stays true of what was there."""
        self.path(digest).unlink(missing_ok=True)

    def older(self, before: float) -> Iterator[str]:
        """Yield the hashes of what was stored before a moment (seconds since 1970)."""
        for file in self.folder.glob("??/??/*"):
            with suppress(FileNotFoundError):  # another process may be clearing as well
                if file.stat().st_mtime < before and len(file.name) == 64:
                    yield file.name

    def sweep(self, before: float) -> int:
        """Remove everything stored before a moment (seconds since 1970); return how much."""
        return sum(self.forget_older(digest, before) for digest in list(self.older(before)))

    def forget_older(self, digest: str, before: float) -> bool:
        """Remove a content unless it was stored again since a moment; return whether it went."""
        target = self.path(digest)
        with suppress(FileNotFoundError):  # another process may be clearing as well
            if target.stat().st_mtime < before:
                target.unlink()
                return True
        return False

    def path(self, digest: str) -> Path:
        """Return where `digest` (64 hex digits; ValueError otherwise) is or would be kept."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in hex")
        return self.folder / digest[:2] / digest[2:4] / digest
