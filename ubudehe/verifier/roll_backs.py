"""What a record says itself of signed entries that are lost, because a backup was restored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.verifier.report import LogReport

TYPE = "record.roll_back"
FIELDS = {"v", "t", "origin", "size", "root", "reason"}
"""What a leaf of the country's log holds that tells so."""


@dataclass(frozen=True)
class ToldRollBack:
    """A head of `signed` entries was given out once; only the first `left` of them are here."""

    signed: int
    left: int
    reason: str

    def explains(self, size: int) -> bool:
        """Tell whether a checkpoint of `size` entries may tell of some that are lost."""
        return self.left < size <= self.signed


def roll_back(index: int, event: Mapping[str, Any]) -> ToldRollBack:
    """Return what the event at `index` says; it stands right after what is left."""
    return ToldRollBack(event["size"], index, event["reason"])


def tell_roll_backs(found: Iterable[ToldRollBack], report: LogReport) -> None:
    """Tell the reader of each: it is no fault of the record, but what was promised is gone."""
    for one in found:
        text = N_(
            "The operator restored an older copy of this record: %(signed)s entries were signed, "
            "and those after the first %(left)s are lost. Reason given: %(reason)s"
        )
        report.warn(text, signed=one.signed, left=one.left, reason=one.reason)
