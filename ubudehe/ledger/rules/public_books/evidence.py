"""The photos that stand behind entries: which belong to them now, and which once did."""

from collections.abc import Iterable, Mapping
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.faults import Faults


class Evidence:
    """Photos by entry, named by their SHA-256 in hex."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._of: dict[str, set[str]] = {}
        self.sizes: dict[str, int] = {}
        """Bytes of each photo that the record ever named."""

    @property
    def present(self) -> set[str]:
        """Return the photos that belong to an entry now; the others may be gone."""
        return set().union(*self._of.values()) if self._of else set()

    def add(self, entry: str, photos: Iterable[Mapping[str, Any]]) -> None:
        """Take photos that came with an entry or later. ValueError if one is none."""
        for photo in photos:
            name, size = photo["h"], photo["b"]
            if type(size) is not int or not is_digest(name):
                raise ValueError("not a photo")
            self._of.setdefault(entry, set()).add(name)
            self.sizes[name] = size

    def remove(self, index: int, entry: str, name: str) -> None:
        """Take away a photo of an entry; a fault if it has no such photo."""
        held = self._of.get(entry, set())
        if name not in held:
            text = N_("A photo is taken away from an entry that does not have it.")
            self._faults.add(index, "shape", text)
        held.discard(name)


def is_digest(text: object) -> bool:
    """Tell whether `text` is a SHA-256 in small hex."""
    return isinstance(text, str) and len(text) == 64 and not set(text) - set("0123456789abcdef")
