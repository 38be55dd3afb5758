"""An attacker who knows the program and everything published solves for the hidden numbers.

For a small vote he goes through every way in which people could have voted, keeps those of which
exactly the same would be published, and looks which counts of people are the same in all of them.
None of these may be 1 to 4.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import combinations, permutations, product
from random import Random

import pytest

from ubudehe.projects.rules import gate_by_heads
from ubudehe.projects.rules.election import (
    NO,
    YES,
    Election,
    Kind,
    Marks,
    Project,
    group_ballots,
    quorum_of,
    threshold_of,
)
from ubudehe.projects.rules.outcome import Outcome, left_with_nothing
from ubudehe.projects.rules.pairwise import pairwise
from ubudehe.projects.rules.shown_votes import Level, ShownVote, shown_vote
from ubudehe.projects.rules.tallying import fits, tally
from ubudehe.projects.rules.turnout import Turnout
from ubudehe.record.rules.suppression import is_few


@dataclass(frozen=True)
class Village:
    """A vote of at most `most_voters` on projects of some costs; `percent` is its threshold."""

    kind: Kind
    rule: str
    costs: tuple[int, ...]
    budget: int
    marks: int
    most_voters: int
    percent: int = 0
    quorum: int = 0
    within: bool = False
    """Whether what a ballot marks must fit in the budget."""
    least: int = 0
    """The least with which each project is of use, where funding in part was declared."""

    @cached_property
    def patterns(self) -> list[Marks]:
        """Return every way to mark a ballot."""
        return [one for one in self._patterns if not self.within or self._fits(one)]

    def _fits(self, marks: Marks) -> bool:
        return sum(self.costs[at] for at, _ in marks) <= self.budget

    @property
    def _patterns(self) -> list[Marks]:
        if self.kind is Kind.YES_NO:
            return [(), ((0, YES),), ((0, NO),)]
        size = range(len(self.costs))
        if self.kind is Kind.POINTS:
            ways = product(range(self.marks + 1), repeat=len(self.costs))
            return [
                tuple((at, n) for at, n in enumerate(way) if n)
                for way in ways
                if sum(way) <= self.marks
            ]
        if self.kind is Kind.RANKING:
            return [
                tuple(sorted((at, self.marks - place) for place, at in enumerate(order)))
                for many in range(self.marks + 1)
                for order in permutations(size, many)
            ]
        return [
            tuple((at, 1) for at in chosen)
            for many in range(self.marks + 1)
            for chosen in combinations(size, many)
        ]

    def worlds(self) -> Iterator[dict[Marks, int]]:
        """Yield every way in which the village could have voted."""
        for voters in range(self.most_voters + 1):
            for counts in _splits(voters, len(self.patterns)):
                yield {marks: n for marks, n in zip(self.patterns, counts, strict=True) if n}

    def election(self, ballots: dict[Marks, int]) -> Election:
        """Return a world as an election; of hands raised only the totals are known."""
        voters = sum(ballots.values())
        plain = Election(
            self.kind,
            self.budget,
            tuple(Project(f"p{i}", cost, i, least=self.least) for i, cost in enumerate(self.costs)),
            group_ballots(ballots),
            voters,
            least=0 if self.kind is Kind.YES_NO else threshold_of(self.percent, voters),
            percent=0 if self.kind is Kind.YES_NO else self.percent,
            share=self.percent if self.kind is Kind.YES_NO else 0,
            spend=self.budget if self.within else 0,
            quorum=quorum_of(self.quorum, self.most_voters),
            places=self.marks if self.kind is Kind.RANKING else 0,
            part=self.least > 0,
        )
        return replace(plain, totals=plain.supporters) if self.kind is Kind.TOTALS else plain


@cache
def _splits(total: int, parts: int) -> tuple[tuple[int, ...], ...]:
    if parts == 1:
        return ((total,),)
    return tuple(
        (first, *rest) for first in range(total + 1) for rest in _splits(total - first, parts - 1)
    )


Count = Callable[[str], Outcome]


def everything_published(village: Village, election: Election, count: Count) -> object:
    """Return all that everybody can see of a vote, as a value to compare."""
    blank = sum(b.number for b in election.ballots if not b.marks)
    blank = 0 if village.kind is Kind.TOTALS else blank
    turnout = Turnout(election.voters, election.voters, election.voters, 0, blank)
    outcome = count(village.rule)
    seen: ShownVote = shown_vote(election, outcome, turnout, village.marks, village.most_voters)
    others = tuple(
        count(rule).winners
        for rule in ("greedy_votes", "greedy_votes_per_cost", "phragmen", "borda")
        if rule != village.rule and fits(rule, election.kind) and seen.may_compare(rule)
    )
    ballots = election.ballots if seen.level is Level.ALL else None
    return seen, others, ballots, pairwise(election) if seen.matrix else None


@cache
def _told_by(marks: Marks, projects: int) -> tuple[bool, ...]:
    """Return which counts of people one ballot adds to."""
    of = {at for at, _ in marks}
    return (
        True,
        not marks,
        marks == ((0, NO),),
        marks != ((0, NO),),
        bool(marks),
        *(at in of for at in range(projects)),
        *(at not in of for at in range(projects)),
        *({i, j} <= of for i, j in combinations(range(projects), 2)),
        *((at, n) in marks for at in range(projects) for n in range(1, 4)),
        *(len(marks) == n for n in range(1, 4)),
    )


@cache
def _counts_of(marks: Marks, projects: int) -> list[int]:
    """Return where those counts stand."""
    return [at for at, adds in enumerate(_told_by(marks, projects)) if adds]


def counts_of_people(election: Election, count: Count) -> tuple[int, ...]:
    """Return counts of people that nobody may find: who voted for what, and who did not."""
    projects = len(election.projects)
    counts = [0] * len(_told_by((), projects))
    for ballot in election.ballots:
        for at in _counts_of(ballot.marks, projects):
            counts[at] += ballot.number
    usual = "yes_no" if election.kind is Kind.YES_NO else "greedy_votes"
    nothing = left_with_nothing(election, count(usual).winners) or 0
    return (*counts, nothing)


def pinned(village: Village) -> list[tuple[object, int, int]]:
    """Return each count of 1 to 4 that what is published leaves no doubt about."""
    possible: dict[object, list[set[int]]] = defaultdict(list)
    for ballots in village.worlds():
        election = village.election(ballots)
        count = cache(partial(tally, election=election))
        counts = counts_of_people(election, count)
        sets = possible[everything_published(village, election, count)]
        if not sets:
            sets.extend({n} for n in counts)
        for one, n in zip(sets, counts, strict=True):
            one.add(n)
    return [
        (seen, at, next(iter(one)))
        for seen, sets in possible.items()
        for at, one in enumerate(sets)
        if len(one) == 1 and is_few(next(iter(one)))
    ]


def drawn(seed: int) -> Village:
    """Return a village at random, small enough to go through."""
    draw = Random(seed)
    kind, rule = draw.choice(
        [(Kind.APPROVAL, rule) for rule in ("greedy_votes",) * 3 + ("phragmen", "mes_card_util")]
        + [(Kind.TOTALS, "greedy_votes"), (Kind.POINTS, "greedy_votes"), (Kind.RANKING, "borda")]
    )
    costs = tuple(draw.randint(1, 5) for _ in range(draw.choice((2, 2, 3))))
    costs = costs[:2] if kind in (Kind.POINTS, Kind.RANKING) else costs
    few = len(costs) == 2
    return Village(
        kind,
        rule,
        costs,
        draw.randint(max(costs), sum(costs)),
        2 if kind is not Kind.TOTALS else len(costs),
        draw.randint(10, 13) if few else 10,
        percent=draw.choice((0, 0, 10, 20, 30)),
        quorum=draw.choice((0, 0, 50)),
    )


@pytest.mark.parametrize("seed", range(3))
def test_nor_in_votes_drawn_at_random(seed: int) -> None:
    assert pinned(drawn(seed)) == []


def test_the_attacker_finds_what_is_not_kept_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the tests above would say nothing."""
    village = Village(Kind.APPROVAL, "greedy_votes", (3, 4), 5, 2, 10)
    monkeypatch.setattr(gate_by_heads, "_whole", lambda *_args: True)
    assert pinned(village)


APPROVAL, POINTS, RANKING = Kind.APPROVAL, Kind.POINTS, Kind.RANKING
VILLAGES = [
    Village(APPROVAL, "greedy_votes", (3, 4), 5, 2, 16),
    Village(APPROVAL, "greedy_votes", (4, 3), 7, 1, 16),
    Village(APPROVAL, "greedy_votes", (3, 4), 5, 2, 16, percent=20),
    Village(APPROVAL, "greedy_votes", (3, 2, 2), 4, 2, 10),
    Village(APPROVAL, "greedy_votes", (3, 2, 2), 4, 2, 10, percent=15),
    Village(APPROVAL, "greedy_votes", (3, 4), 5, 2, 14, percent=30, quorum=60),
    Village(APPROVAL, "greedy_votes", (3, 4), 5, 2, 11, percent=50),
    Village(Kind.TOTALS, "greedy_votes", (3, 4), 5, 2, 13),
    Village(Kind.TOTALS, "greedy_votes_per_cost", (3, 4), 5, 2, 13, percent=25),
    Village(APPROVAL, "greedy_votes_per_cost", (5, 2, 1), 6, 2, 10),
    Village(APPROVAL, "greedy_votes", (3, 3, 1), 4, 2, 11, within=True),
    Village(APPROVAL, "greedy_votes", (3, 0, 4), 5, 2, 10, within=True),
    Village(Kind.YES_NO, "yes_no", (3,), 3, 1, 24),
    Village(Kind.YES_NO, "yes_no", (3,), 3, 1, 24, percent=67),
    Village(Kind.YES_NO, "yes_no", (3,), 3, 1, 24, percent=67, quorum=50),
    Village(APPROVAL, "mes_cost_inc1pct_util", (3, 4), 5, 2, 14),
    Village(APPROVAL, "mes_cost", (3, 2), 4, 2, 12),
    Village(APPROVAL, "phragmen", (3, 4), 5, 2, 14),
    Village(POINTS, "greedy_votes", (3, 4), 5, 2, 11),
    Village(RANKING, "borda", (3, 4), 5, 2, 14),
    Village(APPROVAL, "greedy_votes", (3, 4), 5, 2, 14, least=1),
    Village(APPROVAL, "greedy_votes", (3, 2, 2), 4, 2, 10, least=1),
    Village(APPROVAL, "mes_cost_inc1pct_util", (3, 4), 5, 2, 12, least=2),
    Village(POINTS, "greedy_votes", (3, 4), 5, 2, 11, least=1),
    Village(RANKING, "copeland", (3, 4), 5, 2, 14),
    Village(RANKING, "schulze", (3, 4), 5, 2, 14),
]


@pytest.mark.parametrize("village", VILLAGES, ids=repr)
def test_no_count_of_one_to_four_can_be_solved_for(village: Village) -> None:
    assert pinned(village) == []
