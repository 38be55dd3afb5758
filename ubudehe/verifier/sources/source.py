"""What every source of a record offers, and how much is read of anything at most."""

from collections.abc import Iterable
from typing import Protocol

MAX_NOTE = 1_000_000
MAX_KEYS = 100_000
MAX_LIST = 4_000_000
MAX_SUMS = 64_000_000
MAX_PHOTO = 4_000_000
MAX_TILE = 256 * 32
MAX_BUNDLE = 256 * (2 + 65_535)
"""Bytes, after decompression."""


class Unreadable(Exception):
    """A source, or a file of it, that cannot be read; the message is for people, in English."""


class SourceTooLarge(Unreadable):
    """A file larger than such a file can be."""


class Source(Protocol):
    """A record as files, by their addresses such as `v/CODE/checkpoint`."""

    name: str
    is_site: bool
    """Whether each read costs a request."""

    def read(self, path: str, most: int) -> bytes | None:
        """Return the bytes of a file, None where there is none; Unreadable or SourceTooLarge."""

    def listed(self, prefix: str) -> Iterable[str]:
        """Return the paths of all files below `prefix` (ending in /); nothing for a site."""


def read_text(source: Source, path: str, most: int) -> str | None:
    """Return a file as UTF-8 text, None where there is none; Unreadable if it is not text."""
    data = source.read(path, most)
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8") from error
