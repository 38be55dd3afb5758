"""Files kept by the hash of their content: written once, never changed, served for ever."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ubudehe.storage.kept import sync, write_beside

Needed = Callable[[Sequence[str]], Collection[str]]
"""Tells which of some hashes something needs by now."""


class Blobs:
    """A folder of immutable files named `ab/cd/<sha256>`.

    What is to go lies in `going` under its hash, empty while it is still in its place.
    """

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

    def condemn(self, digests: Iterable[str]) -> None:
        """Note durably what is to go unless it is needed: `remove` or a later one does it."""
        if some := sorted(digests):
            self._going("").mkdir(parents=True, exist_ok=True)
            for digest in some:
                self._going(digest).touch()
            sync(self._going(""))
            sync(self.folder)

    def condemned(self) -> list[str]:
        """Return what was to go and may not have gone, because a process died."""
        return sorted(one.name for one in self._going("").glob("*") if len(one.name) == 64)

    def remove(self, digests: Iterable[str], needed: Needed) -> int:
        """Remove what nothing needs; return how many went.

        Each is moved aside first, and `needed` is asked after that. So who brings the same content
        meanwhile is either seen, or finds it missing once their act is kept (`Brought`).
        """
        some = sorted(digests)
        self._going("").mkdir(parents=True, exist_ok=True)
        for digest in some:
            with suppress(FileNotFoundError):
                self.path(digest).replace(self._going(digest))
        stays: Collection[str] = some
        try:
            stays = needed(some) if some else ()
        finally:
            gone = sum(self._settle(digest, stays=digest in stays) for digest in some)
        return gone

    def _settle(self, digest: str, *, stays: bool) -> bool:
        """Put back what was moved aside, or remove it; return whether a content went."""
        aside = self._going(digest)
        with suppress(FileNotFoundError):  # another process may settle the same
            has_content = aside.stat().st_size > 0
            if stays and has_content:
                aside.replace(self.path(digest))
            else:
                aside.unlink()
                return has_content
        return False

    def _going(self, digest: str) -> Path:
        return self.folder / "going" / digest

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


class Brought(Blobs):
    """Files that come with a form, on their way into an act that is to name them.

    Until that is kept, somebody may remove the same content as needed by nobody.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Store `content` as any other, and remember it until the visit ends."""
        digest = super().put(content)
        self._contents[digest] = content
        return digest

    def put_again(self) -> None:
        """Store what was brought once more, where it is gone by now."""
        for digest, content in self._contents.items():
            if not self.path(digest).exists():
                super().put(content)
