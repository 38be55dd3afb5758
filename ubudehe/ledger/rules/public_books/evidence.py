"""The photos that stand behind entries: which belong to them now, and which once did."""

from collections.abc import Iterable, Mapping
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.faults import Faults


class EvidenceSeen:
    """Photos by entry, named by their SHA-256 in hex."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._now: set[tuple[str, str]] = set()
        self.sizes: dict[str, int] = {}
        """Bytes of each photo that the record ever named."""
        self.removed: set[str] = set()
        """Those that were removed under the law, behind whatever entry they stood."""

    @property
    def present(self) -> set[str]:
        """Return the photos that belong to an entry now; the others may be gone."""
        return {name for _entry, name in self._now} - self.removed

    def add(self, entry: str, photos: Iterable[Mapping[str, Any]]) -> None:
        """Take photos that came with an entry or later."""
        for photo in photos:
            self._now.add((entry, photo["h"]))
            self.sizes[photo["h"]] = photo["b"]

    def remove(self, index: int, entry: str, name: str) -> None:
        """Take away a photo of an entry; a fault if it has no such photo."""
        if (entry, name) not in self._now:
            text = N_("A photo is taken away from an entry that does not have it.")
            self._faults.add(index, "shape", text)
        self._now.discard((entry, name))
