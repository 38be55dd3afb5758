"""The files of a mirror: each is written whole or not at all, first aside, then into place."""

import os
import shutil
from pathlib import Path

_ASIDE = ".incoming"


class MirrorFiles:
    """A folder that is read by readers while it is written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._aside = folder / _ASIDE
        self._staged: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._aside, ignore_errors=True)

    def read(self, path: str) -> bytes | None:
        """Return a file of the mirror, None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def has(self, path: str) -> bool:
        """Tell whether the mirror has this file."""
        return (self.folder / path).is_file()

    def write(self, path: str, data: bytes) -> None:
        """Write one file at once."""
        self._replace(self._put_aside(path, data), path)

    def stage(self, path: str, data: bytes) -> None:
        """Write a file aside, to be put into place by `settle`."""
        self._put_aside(path, data)
        self._staged.append(path)

    def settle(self) -> int:
        """Put all that was written aside into place, in its order; return how many files."""
        for path in self._staged:
            self._replace(self._aside / path, path)
        number = len(self._staged)
        self._staged.clear()
        shutil.rmtree(self._aside, ignore_errors=True)
        return number

    def forget(self) -> None:
        """Drop what was written aside."""
        self._staged.clear()
        shutil.rmtree(self._aside, ignore_errors=True)

    def remove(self, path: str) -> None:
        """Remove a file that is no longer of use."""
        (self.folder / path).unlink(missing_ok=True)

    def names_in(self, path: str) -> list[str]:
        """Return the names in one folder of the mirror."""
        try:
            return sorted(os.listdir(self.folder / path))  # noqa: PTH208 - names are wanted
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _put_aside(self, path: str, data: bytes) -> Path:
        aside = self._aside / path
        aside.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return aside

    def _replace(self, aside: Path, path: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(target)
