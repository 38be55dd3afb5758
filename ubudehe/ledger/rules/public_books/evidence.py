"""The photos that stand behind entries: which belong to them now, and which once did."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.faults import Faults


class Evidence:
    """Photos by entry, named by their SHA-256 in hex."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._now: set[tuple[str, str]] = set()
        self.sizes: dict[str, int] = {}
        """Bytes of each photo that the record ever named."""

    @property
    def present(self) -> set[str]:
        """Return the photos that belong to an entry now; the others may be gone."""
        return {name for _entry, name in self._now}

    def add(self, entry: str, photos: Iterable[Mapping[str, Any]]) -> None:
        """Take photos that came with an entry or later. ValueError if one is none."""
        for photo in photos:
            name, size = photo["h"], photo["b"]
            if type(size) is not int or not is_digest(name):
                raise ValueError("not a photo")
            self._now.add((entry, name))
            self.sizes[name] = size

    def remove(self, index: int, entry: str, name: str) -> None:
        """Take away a photo of an entry; a fault if it has no such photo."""
        if (entry, name) not in self._now:
            text = N_("A photo is taken away from an entry that does not have it.")
            self._faults.add(index, "shape", text)
        self._now.discard((entry, name))


_DIGEST = re.compile("[0-9a-f]{64}").fullmatch


def is_digest(text: object) -> bool:
    """Tell whether `text` is a SHA-256 in small hex."""
    return type(text) is str and _DIGEST(text) is not None
