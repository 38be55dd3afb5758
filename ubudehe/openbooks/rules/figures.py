"""Figures of places: of a village what it publishes, of any place above the sum of what lies in it.

A figure is a whole number under a name. What a village does not publish is not among them: counts
of people passed the gate of `record.rules.suppression` one village at a time. Appeals alone pass
it later, by the place at which they are compared: they are summed as they are up to there, and
above there is no sum of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DAY = "day:"
"""How the names of days begin: how many villages wrote in their record last on that day."""
APPEALS = "appeals"
"""How the names of counts of appeals begin."""
DAYS, LATEST = 7, 6
"""How many days, and how many of the villages that wrote last, are kept: what a page shows.

A page shows the last seven days. Of any later day on no more than seven can lie among them, so the
seven latest on which something happened are enough, whatever day it is.
"""
When = tuple[int, str]
"""When a village wrote last (ms since 1970), and its code."""


@dataclass(frozen=True)
class Figures:
    """Counts by name, and the villages that wrote last, the newest first."""

    counts: Mapping[str, int] = field(default_factory=dict)
    latest: tuple[When, ...] = ()

    def of(self, name: str) -> int:
        """Return a count; 0 where there is none."""
        return self.counts.get(name, 0)

    def since(self, day: str) -> int:
        """Return how many villages wrote last on `day` (ISO) or later."""
        first = DAY + day
        return sum(n for name, n in self.counts.items() if name[:4] == DAY and name >= first)

    def plain(self) -> dict[str, object]:
        """Return the same as JSON holds it."""
        return {"counts": dict(sorted(self.counts.items())), "latest": [*map(list, self.latest)]}


def read_figures(plain: Mapping[str, object]) -> Figures:
    """Return figures from what `plain` made of them; ValueError or TypeError for anything else."""
    counts, latest = plain["counts"], plain["latest"]
    if not isinstance(counts, dict) or not isinstance(latest, list):
        raise TypeError("no figures")
    return Figures(counts, tuple((int(at), str(code)) for at, code in latest))


def together(parts: Iterable[Figures], *, appeals: bool = True) -> Figures:
    """Return the sum of several places that share nothing; without `appeals`, of all but those."""
    counts: Counter[str] = Counter()
    latest: list[When] = []
    for one in parts:
        for name, number in one.counts.items():
            counts[name] += number
        latest += one.latest
    return _kept(counts, latest, appeals=appeals)


def renewed(
    whole: Figures, before: Iterable[Figures], now: Iterable[Figures], *, appeals: bool = True
) -> Figures:
    """Return a sum in which what some villages had `before` is replaced by what they have `now`."""
    counts, latest = Counter(whole.counts), list(whole.latest)
    for one in before:
        counts.subtract(one.counts)
        latest = [when for when in latest if when not in one.latest]
    added = together(now)
    for name, number in added.counts.items():
        counts[name] += number
    return _kept(counts, [*latest, *added.latest], appeals=appeals)


def _kept(counts: Mapping[str, int], latest: Iterable[When], *, appeals: bool) -> Figures:
    """Return what is kept of a sum: the latest days and villages, and appeals where they may be."""
    days = sorted((name for name, n in counts.items() if name[:4] == DAY and n), reverse=True)
    shown = {
        name: number
        for name, number in counts.items()
        if name[:4] != DAY and (appeals or not name.startswith(APPEALS))
    }
    newest = sorted(latest, key=lambda when: (-when[0], when[1]))[:LATEST]
    return Figures(shown | {name: counts[name] for name in days[:DAYS]}, tuple(newest))
