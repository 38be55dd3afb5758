"""What is counted: projects, a budget, and ballots that were marked alike put together.

Notation as in docs/voting.md: B is the budget, n the number of voters, c(p) the cost of a project,
s(p) its score. All money is in minor units; nothing here is a float.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from operator import itemgetter, mul
from typing import Any, NamedTuple

from ubudehe.record.rules.suppression import SMALLEST

Marks = tuple[tuple[int, int], ...]
"""(index of a project, points from 1), by index; empty for a blank ballot."""


class Kind(StrEnum):
    """What a ballot holds. TOTALS are counts without ballots: raised hands, jars of beans."""

    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"
    TOTALS = "totals"
    YES_NO = "yes_no"
    """One project alone: yes, no, or a blank ballot, which abstains."""


KNAPSACK = "knapsack"
"""Ballots that mark projects which together cost no more than there is; counted as approval."""
YES, NO = 1, 2
"""What a mark on a ballot of one project alone says."""


def counted_as(kind: str) -> Kind:
    """Return as what ballots of a kind are counted."""
    return Kind.APPROVAL if kind == KNAPSACK else Kind(kind)


class Project(NamedTuple):
    """A project: its cost, its place in the lot, and its group if it excludes others."""

    id: str
    cost: int
    lot: int
    group: str = ""
    least: int = 0
    """The least money with which it is of use; 0 where it is done whole or not at all."""


class Ballot(NamedTuple):
    """So many ballots with the same marks.

    A mark of an approval ballot has 1 point; that of a ranking has Borda's: K for the first place,
    K-1 for the second, so that the order can be read from the points.
    """

    marks: Marks
    number: int


@dataclass(frozen=True)
class Payers:
    """Who marked a project: groups of ballots, ballots in each, points; three columns alike."""

    groups: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)

    @cached_property
    def pick(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """Return what picks the values of these groups out of those of all groups, in C."""
        if len(self.groups) > 1:
            return itemgetter(*self.groups)
        return lambda of_all: tuple(of_all[group] for group in self.groups)


@dataclass(frozen=True)
class Election:
    """Everything a rule needs, and nothing of who voted."""

    kind: Kind
    budget: int
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    voters: int
    """Valid ballots, blank ones included; for TOTALS the people who could vote."""
    totals: tuple[int, ...] | None = None
    """Counts by project, for TOTALS only."""
    backing: tuple[int, ...] | None = None
    """Supporters by project where only totals are known; for TOTALS only."""
    threshold: int = 0
    """The least score with which a project is looked at, as some Pabulib files ask."""
    least: int = 0
    """The fewest supporters with whom a project is looked at."""
    percent: int = 0
    """Of which percent of the voters `threshold` or `least` was made, as everybody knows."""
    quorum: int = 0
    """With fewer voters than this, nothing is chosen."""
    places: int = 0
    """K, the number of places, for RANKING only."""
    spend: int = 0
    """What the projects on one ballot may cost together; 0 where nobody asked that."""
    part: bool = False
    """Whether the first project that no longer fits may be funded in part: part_funding.py."""
    share: int = 0
    """The least percent of yes among yes and no, for YES_NO only."""
    noes: int | None = None
    """How many said no where only totals are known, for YES_NO only."""
    unit: int = 1
    """How many of the amounts' smallest parts are one of the currency: a step of «add1»."""

    @cached_property
    def payers(self) -> tuple[Payers, ...]:
        """Return by project who marked it."""
        marked: list[list[int]] = [[] for _ in self.projects]
        points: list[list[int]] = [[] for _ in self.projects]
        mark = [groups.append for groups in marked]
        if self.kind is Kind.APPROVAL:
            for group, ballot in enumerate(self.ballots):
                for index, _ in ballot.marks:
                    mark[index](group)
            points = [[1] * len(groups) for groups in marked]
        else:
            for group, ballot in enumerate(self.ballots):
                for index, given in ballot.marks:
                    mark[index](group)
                    points[index].append(given)
        number_of = [ballot.number for ballot in self.ballots].__getitem__
        return tuple(
            Payers(groups, list(map(number_of, groups)), given)
            for groups, given in zip(marked, points, strict=True)
        )

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """Return s(p) by project: votes, points, or Borda points."""
        if self.totals is not None:
            return self.totals
        if self.kind is Kind.YES_NO:
            return (self._said(YES),)
        if self.kind is Kind.APPROVAL:
            return self.supporters
        return tuple(sum(map(mul, payers.counts, payers.points)) for payers in self.payers)

    @property
    def against(self) -> int:
        """Return how many said no to the one project."""
        return self._said(NO) if self.noes is None else self.noes

    def _said(self, what: int) -> int:
        return sum(ballot.number for ballot in self.ballots if ballot.marks == ((0, what),))

    @cached_property
    def supporters(self) -> tuple[int, ...]:
        """Return by project how many voters marked it at all; the totals where there is no more."""
        if self.totals is not None:
            return self.backing or self.totals
        if self.kind is Kind.YES_NO:
            return self.scores
        return tuple(sum(payers.counts) for payers in self.payers)

    @cached_property
    def grown(self) -> dict[tuple[bool, Fraction], Any]:
        """Return what equal shares has counted already: rules with one increment share it."""
        return {}

    def order(self, index: int) -> tuple[int, int, int]:
        """Return what decides a tie, the smallest first: cost, higher score, place in the lot."""
        project = self.projects[index]
        return project.cost, -self.scores[index], project.lot


def group_ballots(patterns: Mapping[Marks, int]) -> tuple[Ballot, ...]:
    """Return ballots from how many were marked alike, sorted by their marks."""
    return tuple(Ballot(marks, count) for marks, count in sorted(patterns.items()))


def threshold_of(percent: int, voters: int) -> int:
    """Return how many people are at least `percent` of the voters: the next whole number up."""
    return -(-percent * voters // 100)


def quorum_of(percent: int, electors: int) -> int:
    """Return how many ballots a quorum is: at least five, since fewer could not be published."""
    return max(threshold_of(percent, electors), SMALLEST) if percent else 0


def can_be_reached(percent: int, electors: int) -> bool:
    """Tell whether so many may vote as a quorum asks for: fewer than five never reach one."""
    return quorum_of(percent, electors) <= electors
