"""What an event changes in the numbers of a household, and how that is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AGES = ("0_5", "6_17", "18_35", "36_64", "65")
BANDS = (*(f"{sex}_{age}" for sex in "fm" for age in AGES), "age_unknown")
"""The counts of people in a household's answers, by sex and years of age."""

ENDS = frozenset({"moved", "merged", "died"})
"""After these the household is no longer in the village."""

VOIDED = frozenset({"mistake", "twice"})
"""A household that was never one: registered by mistake, or twice."""

_SIGN = {"birth": 1, "death": -1, "split": -1}
COUNTED = frozenset(_SIGN)
"""Events that say how many people of which age came or went."""


class EventMisfit(ValueError):
    """Numbers that cannot be: more people leave than there are, or nobody would be left."""


@dataclass(frozen=True)
class EventEffect:
    """What an event changed in one household: people by band (signed), and its head."""

    before: int
    after: int
    bands: Mapping[str, int]
    heads: Mapping[str, list[str | None]] = field(default_factory=dict)
    """«head» and «head_sex», each as it was and as it is."""

    def as_value(self) -> dict[str, Any]:
        """Return the effect as it is kept and committed to."""
        return {
            "before": self.before,
            "after": self.after,
            "bands": dict(self.bands),
            "heads": dict(self.heads),
        }


def signed(kind: str, who: Mapping[str, int]) -> dict[str, int]:
    """Return how many came (or, below zero, went) by band; nothing for kinds without numbers."""
    return {band: _SIGN[kind] * n for band, n in who.items() if n} if kind in _SIGN else {}


def moved_people(answers: Mapping[str, Any], bands: Mapping[str, int]) -> dict[str, Any]:
    """Return `answers` after people came and went.

    EventMisfit unless each count stays at 0 or more. Somebody must be left: a household of which
    nobody is left ends by another kind of event.
    """
    changed = dict(answers)
    for band, change in bands.items():
        changed[band] = int(changed.get(band) or 0) + change
        if changed[band] < 0:
            raise EventMisfit(band)
    if members_of(changed) < 1:
        raise EventMisfit("nobody")
    return changed


def members_of(answers: Mapping[str, Any]) -> int:
    """Return how many people answers count."""
    return sum(int(answers.get(band) or 0) for band in BANDS)


def back(bands: Mapping[str, int]) -> dict[str, int]:
    """Return what takes back a change of people."""
    return {band: -change for band, change in bands.items()}
