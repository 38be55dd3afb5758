"""A record in a ZIP file, read in place: nothing is unpacked to the disk."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ubudehe.verifier.sources.source import SourceTooLarge, Unreadable

_MOST_FILES = 5_000_000
_MANIFEST = "mirror.json"


class ZipSource:
    """Files of one ZIP, which may hold them in a single folder."""

    is_site = False

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(f"{path}: {error}") from error
        members = self._zip.infolist()
        if len(members) > _MOST_FILES:
            raise SourceTooLarge(f"{path} holds too many files")
        self._members = {one.filename: one for one in members if not one.is_dir()}
        if len(self._members) != sum(not one.is_dir() for one in members):
            raise Unreadable(f"{path} holds one name twice")
        self._top = _top_folder(self._members)

    def read(self, path: str, most: int) -> bytes | None:
        """Return the bytes of a member, None where there is none."""
        member = self._members.get(self._top + path)
        if member is None:
            return None
        if member.file_size > most:
            raise SourceTooLarge(f"{path} is larger than such a file can be")
        try:
            with self._zip.open(member) as file:
                data = file.read(most + 1)
        except (OSError, RuntimeError, ValueError, EOFError, zlib.error) as error:
            raise Unreadable(f"{path}: {error}") from error
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise Unreadable(f"{path}: {error}") from error
        if len(data) > most:
            raise SourceTooLarge(f"{path} is larger than such a file can be")
        return data

    def listed(self, prefix: str) -> Iterator[str]:
        """Return the paths of all members below `prefix`."""
        start = self._top + prefix
        for name in sorted(self._members):
            if name.startswith(start):
                yield name[len(self._top) :]


def _top_folder(members: dict[str, zipfile.ZipInfo]) -> str:
    """Return the folder, ending in /, in which everything lies; empty if there is none."""
    tops = {name.partition("/")[0] for name in members}
    if len(tops) == 1 and _MANIFEST not in members:
        top = tops.pop() + "/"
        if top + _MANIFEST in members or any(name.startswith(top + "v/") for name in members):
            return top
    return ""
