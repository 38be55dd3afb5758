"""Advances: what is accounted for was given, and is never more than what is open (I7)."""

from collections.abc import Mapping

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.owed import is_too_much
from ubudehe.ledger.rules.public_books.faults import Faults
from ubudehe.ledger.rules.public_books.proposed import Proposed

ADVANCE = "advance"
"""The kind of an entry that puts money into somebody's hands."""


class Advances:
    """What of each posted advance is open; `entries` are all proposals by id."""

    def __init__(self, entries: Mapping[str, Proposed], faults: Faults) -> None:
        self._entries, self._faults = entries, faults
        self._open: dict[int, int] = {}
        """By the leaf that proposed it."""

    def post(self, index: int, entry: Proposed) -> None:
        """Add what a posted entry changes of the advance that it is, clears or takes back."""
        advance = self._advance_of(entry)
        if advance is None:
            text = N_("It accounts for an advance that was never given.")
            self._faults.add(index, "I7", text)
            return
        left = self._open.get(advance.index, 0)
        if is_too_much(left, entry.on_advances):
            text = N_("More of an advance is accounted for than was open.")
            self._faults.add(index, "I7", text)
        self._open[advance.index] = left + entry.on_advances

    def _advance_of(self, entry: Proposed) -> Proposed | None:
        told = entry if entry.reverses is None else self._entries.get(entry.reverses)
        if told is not None and told.clears is not None:
            told = self._entries.get(told.clears)
        return told if told is not None and told.kind == ADVANCE and told.is_posted else None
