"""A record in a folder, such as a mirror or a USB stick."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ubudehe.verifier.sources.source import SourceTooLarge, Unreadable

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class FolderSource:
    """Files below one folder; links that lead out of it are refused."""

    is_site = False

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._root = os.path.realpath(folder)
        self._inside = os.path.join(self._root, "")  # noqa: PTH118 - a Path drops the last slash

    def read(self, path: str, most: int) -> bytes | None:
        """Return the bytes of a file, None where there is none."""
        real = os.path.realpath(f"{self._inside}{path}")
        if not real.startswith(self._inside):
            raise Unreadable(f"{path} lies outside of the folder")
        try:
            handle = os.open(real, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise Unreadable(f"{path}: {error}") from error
        try:
            with os.fdopen(handle, "rb") as file:
                return _read(file.fileno(), path, most)
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}") from error

    def listed(self, prefix: str) -> Iterator[str]:
        """Return the paths of all files below `prefix`, links not followed."""
        for folder, _folders, files in os.walk(f"{self._inside}{prefix}"):
            below = os.path.relpath(folder, self._root).replace(os.sep, "/")
            for name in sorted(files):
                yield f"{below}/{name}"


def _read(handle: int, path: str, most: int) -> bytes:
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable(f"{path} is not a file")
    if about.st_size > most:
        raise SourceTooLarge(f"{path} is larger than such a file can be")
    data = os.read(handle, about.st_size)
    if len(data) != about.st_size:
        raise Unreadable(f"{path} changed while it was read")
    return data
