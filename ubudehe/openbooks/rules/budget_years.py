"""Budgets by financial year as figures that add up: of a village, and of any place above.

A figure says by how much something changed in a year, named by the year in which it begins: what
is planned, what is realised, by kind of expense, and how many projects began to have a budget. So
the report of any year follows from sums, and nothing of it depends on the day it is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ubudehe.ledger.rules.budget_in_force import Amounts, in_force
from ubudehe.openbooks.rules.realised import RealisedLine, lines_of

EVER = 0
"""The year of what has no beginning that is known."""
_PLANNED, _REALISED, _PARTS = "plan", "done", "parts"


@dataclass(frozen=True)
class ProjectYears:
    """A project's budget: what a vote gave, later changes by year, and what was realised.

    `voted` is empty where money went to what no vote gave any, such as repairs.
    """

    voted: Amounts = field(default_factory=dict)
    changes: tuple[tuple[int, Amounts], ...] = ()
    """In the order they were decided."""
    chosen: int | None = None
    """The year in which it was chosen; None for nobody knows."""
    realised: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_planned(self) -> bool:
        """Tell whether a vote gave it a budget."""
        return bool(self.voted)

    @property
    def begins(self) -> int:
        """Return the first year of which the report shows it."""
        known = [*self.realised]
        if self.is_planned:
            known.append(EVER if self.chosen is None else self.chosen)
        return min(known)


def budget_figures(projects: Iterable[ProjectYears]) -> dict[str, int]:
    """Return the figures of a village's projects; each has a plan, or something realised."""
    found: Counter[str] = Counter()
    for one in projects:
        found[f"{_PARTS}:{one.begins:04}"] += 1
        before: Amounts = {}
        later = {year for year, _ in one.changes if year > one.begins}
        for year in sorted({one.begins, *later} if one.is_planned else ()):
            told = [(date.min, amounts) for since, amounts in one.changes if since <= year]
            planned = in_force(one.voted, told, None)
            for kind in planned.keys() | before.keys():
                change = planned.get(kind, 0) - before.get(kind, 0)
                found[f"{_PLANNED}:{year:04}:{kind}"] += change
            before = planned
        for year, amounts in one.realised.items():
            for kind, amount in amounts.items():
                found[f"{_REALISED}:{year:04}:{kind}"] += amount
    return {name: number for name, number in found.items() if number}


def has_budget(counts: Mapping[str, int], year: int) -> bool:
    """Tell whether any project has a budget, or anything was realised, until the end of a year."""
    return any(
        number > 0 and int(name[-4:]) <= year
        for name, number in counts.items()
        if name.startswith(f"{_PARTS}:")
    )


def budget_lines(
    counts: Mapping[str, int], year: int, kinds: Iterable[str]
) -> tuple[RealisedLine, ...]:
    """Return the lines of a year, in the order of `kinds`."""
    planned: Counter[str] = Counter()
    realised: Counter[tuple[str, bool]] = Counter()
    for name, number in counts.items():
        what, _, rest = name.partition(":")
        if what not in (_PLANNED, _REALISED):
            continue
        then, _, kind = rest.partition(":")
        if int(then) > year:
            continue
        if what == _PLANNED:
            planned[kind] += number
        else:
            realised[kind, int(then) == year] += number
    return lines_of(planned, realised, kinds)
