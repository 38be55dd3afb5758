"""What must hold of every count, whatever the ballots."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.projects.rules.elections import elections
from ubudehe.projects.rules.election import (
    Ballot,
    Election,
    Kind,
    Project,
    can_be_reached,
    group_ballots,
    threshold_of,
)
from ubudehe.projects.rules.equal_shares import Market, Sharing, purchases
from ubudehe.projects.rules.outcome import Outcome, Why, left_with_nothing
from ubudehe.projects.rules.pairwise import (
    condorcet_winner,
    pairwise,
    schulze_winners,
    strengths,
)
from ubudehe.projects.rules.tallying import RULES, fits, tally

FOR_MARKS = [rule for rule in RULES if fits(rule, Kind.APPROVAL) and "_add1" not in rule]
FOR_ALL = st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)).flatmap(
    lambda kind: elections(kind, groups=True)
)


def consistent(election: Election, outcome: Outcome) -> None:
    costs = {project.id: project.cost for project in election.projects}
    assert sorted(round_.id for round_ in outcome.rounds) == sorted(costs), "each project once"
    spent = sum(costs[id_] for id_ in outcome.winners)
    assert spent + outcome.left == election.budget
    assert outcome.left >= 0
    group = {project.id: project.group for project in election.projects}
    chosen = [group[id_] for id_ in outcome.winners if group[id_]]
    assert len(set(chosen)) == len(chosen), "no two that exclude one another"
    for index, project in enumerate(election.projects):
        if project.id in outcome.winners:
            assert election.scores[index] >= max(1, election.threshold)


@given(FOR_ALL, st.data())
@settings(max_examples=300)
def test_every_rule_keeps_the_budget_and_the_order_of_input_is_nothing(
    election: Election, data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from([r for r in RULES if fits(r, election.kind)]))
    outcome = tally(rule, election)
    consistent(election, outcome)
    order = data.draw(st.permutations(range(len(election.projects))))
    new_place = {old: new for new, old in enumerate(order)}
    shuffled = replace(
        election,
        projects=tuple(election.projects[i] for i in order),
        ballots=group_ballots(
            {
                tuple(sorted((new_place[i], n) for i, n in ballot.marks)): ballot.number
                for ballot in election.ballots
            }
        ),
    )
    assert tally(rule, shuffled).winners == outcome.winners
    split = replace(
        election,
        ballots=tuple(Ballot(b.marks, 1) for b in election.ballots for _ in range(b.number)),
    )
    assert tally(rule, split).winners == outcome.winners, "putting equal ballots together"


@given(FOR_ALL, st.data())
@settings(max_examples=200)
def test_all_money_times_a_thousand_and_every_ballot_twice_change_nothing(
    election: Election, data: st.DataObject
) -> None:
    names = [r for r in RULES if fits(r, election.kind) and "_add1" not in r]
    rule = data.draw(st.sampled_from(names))
    winners = tally(rule, election).winners
    richer = replace(
        election,
        budget=election.budget * 1000,
        projects=tuple(p._replace(cost=p.cost * 1000) for p in election.projects),
    )
    assert tally(rule, richer).winners == winners
    twice = replace(
        election,
        voters=election.voters * 2,
        threshold=election.threshold * 2,
        ballots=tuple(Ballot(b.marks, b.number * 2) for b in election.ballots),
    )
    assert tally(rule, twice).winners == winners


@given(FOR_ALL)
def test_what_is_completed_by_votes_leaves_nothing_that_fits(election: Election) -> None:
    for rule in ("greedy_votes", "mes_cost_util", "mes_cost_inc1pct_util", "mes_card_util"):
        outcome = tally(rule, election)
        for round_ in outcome.rounds:
            assert round_.why is not Why.NOT_AFFORDABLE
            if round_.why is Why.DOES_NOT_FIT:
                assert round_.cost > outcome.left


@given(elections())
def test_more_votes_never_drop_a_winner_of_most_votes_first(election: Election) -> None:
    winners = tally("greedy_votes", election).winners
    for index, project in enumerate(election.projects):
        if project.id in winners[:1]:
            more = replace(
                election,
                ballots=(*election.ballots, Ballot(((index, 1),), 1)),
                voters=election.voters + 1,
            )
            assert project.id in tally("greedy_votes", more).winners


def by_definition(market: Market, start: Fraction) -> list[tuple[int, Fraction, tuple[int, ...]]]:
    """Return (project, what one mark paid at most, who stood equal): a purse for each voter."""
    election = market.election
    voters = [dict(ballot.marks) for ballot in election.ballots for _ in range(ballot.number)]
    held, still = [start] * len(voters), set(market.open)
    bought: list[tuple[int, Fraction, tuple[int, ...]]] = []
    while True:
        prices = {}
        for index in still:
            mine = [at for at, marks in enumerate(voters) if index in marks]
            owed = Fraction(election.projects[index].cost)
            if sum(held[at] for at in mine) < owed:
                continue
            mine.sort(key=lambda at: held[at] / voters[at][index])
            points = sum(voters[at][index] for at in mine)
            for at in mine:
                if held[at] * points >= owed * voters[at][index]:
                    prices[index] = owed / points
                    break
                owed, points = owed - held[at], points - voters[at][index]
        if not prices:
            return bought
        rho = {index: price / market.worth(index) for index, price in prices.items()}
        equal = [index for index in rho if rho[index] == min(rho.values())]
        index, *others = sorted(equal, key=election.order)
        bought.append((index, prices[index], tuple(others)))
        for at, marks in enumerate(voters):
            held[at] -= min(held[at], prices[index] * marks.get(index, 0))
        still = set(prices) - {index} - market.rivals[index]


STARTS = st.integers(1, 9).map(Fraction) | st.fractions(min_value=Fraction(1, 10), max_value=20)
"""Shares in whole units, with which purses are often emptied to the last, and any others."""


@given(FOR_ALL, st.booleans(), STARTS)
@settings(max_examples=500)
def test_shared_purses_buy_what_a_purse_for_each_voter_buys(
    election: Election, by_cost: bool, start: Fraction
) -> None:
    market = Market(election, by_cost=by_cost)
    bought, _ = purchases(Sharing(market), start)
    found = [(one.project, one.price, one.equal) for one in bought]
    assert found == by_definition(market, start)


def test_who_gave_everything_pays_for_nothing_more() -> None:
    """The first project takes all that its two friends hold, so nobody is left for the second."""
    projects = (Project("a", 4, 0), Project("b", 1, 1))
    ballots = group_ballots({((0, 1),): 1, ((0, 1), (1, 1)): 1})
    election = Election(Kind.APPROVAL, 4, projects, ballots, 2)
    assert tally("mes_cost", election).winners == ("a",)


@given(FOR_ALL, st.booleans(), st.lists(st.integers(1, 40), min_size=2, max_size=5))
def test_what_a_run_kept_for_the_next_changes_nothing(
    election: Election, by_cost: bool, starts: list[int]
) -> None:
    market = Market(election, by_cost=by_cost)
    kept = Sharing(market)
    for start in starts:
        alone, kept_so = (
            purchases(Sharing(market), Fraction(start)),
            purchases(kept, Fraction(start)),
        )
        assert kept_so[0] == alone[0]
        held = [[purses.together(index) for index in market.open] for _, purses in (alone, kept_so)]
        assert held[0] == held[1]


@st.composite
def remainders(draw: st.DrawFn) -> tuple[Election, Fraction]:
    """Draw elections in which a purse is a tiny remainder of a huge share."""
    large = draw(st.sampled_from((10**6, 10**9, 10**12, 10**14)))
    size = draw(st.integers(2, 5))
    costs = [large + draw(st.integers(-3, 3))]
    costs += [draw(st.integers(1, 7)) for _ in range(size - 1)]
    projects = tuple(Project(f"p{i}", cost, i) for i, cost in enumerate(costs))
    marks = st.lists(st.integers(0, size - 1), unique=True).map(
        lambda chosen: tuple((i, 1) for i in sorted(chosen))
    )
    ballots = draw(st.lists(marks, min_size=1, max_size=8))
    budget = large + draw(st.integers(0, 12))
    counted = group_ballots(Counter(ballots))
    election = Election(Kind.APPROVAL, budget, projects, counted, len(ballots))
    return election, Fraction(budget, draw(st.integers(1, len(ballots))))


@given(remainders(), st.booleans())
@settings(max_examples=300)
def test_small_remainders_of_huge_shares_are_not_lost(
    drawn: tuple[Election, Fraction], by_cost: bool
) -> None:
    election, start = drawn
    market = Market(election, by_cost=by_cost)
    bought, _ = purchases(Sharing(market), start)
    assert [one.project for one in bought] == [
        index for index, _, _ in by_definition(market, start)
    ]


@given(FOR_ALL)
def test_every_voter_pays_at_most_the_share_and_all_payments_are_the_cost(
    election: Election,
) -> None:
    market, share = Market(election, by_cost=True), Fraction(election.budget, election.voters)
    held = {at: share for at, _ in enumerate(election.ballots)}
    for one in purchases(Sharing(market), share)[0]:
        payers = market.payers[one.project]
        paid = {
            group: min(held[group], one.price * points)
            for group, points in zip(payers.groups, payers.points, strict=True)
        }
        for group, amount in paid.items():
            held[group] -= amount
        assert election.projects[one.project].cost == sum(
            amount * election.ballots[group].number for group, amount in paid.items()
        )


def test_who_could_not_be_chosen_excludes_nobody() -> None:
    """Both of a group are too dear for their few friends: neither is out because of the other."""
    projects = (Project("a", 8, 0, "one place"), Project("b", 9, 1, "one place"))
    ballots = group_ballots({((0, 1),): 1, ((1, 1),): 1, (): 3})
    outcome = tally("mes_cost", Election(Kind.APPROVAL, 10, projects, ballots, 5))
    assert {(one.why, one.by) for one in outcome.rounds} == {(Why.NOT_AFFORDABLE, "")}


def test_equal_shares_by_hand() -> None:
    """B = 1000, ten voters with 100 each; docs/voting.md tells it in words."""
    projects = (Project("A", 450, 0), Project("B", 400, 1), Project("C", 300, 2))
    ballots = Counter({((0, 1), (1, 1)): 5, ((0, 1),): 1, ((2, 1),): 4})
    election = Election(Kind.APPROVAL, 1000, projects, group_ballots(ballots), 10)
    assert tally("greedy_votes", election).winners == ("A", "B")
    shares = tally("mes_cost", election)
    assert shares.winners == ("A", "C")
    assert [round_.measure for round_ in shares.rounds[:2]] == [75, 75]
    assert shares.rounds[2].held == 125
    assert left_with_nothing(election, ("A", "B")) == 4
    assert left_with_nothing(election, ("A", "C")) == 0


@given(elections(Kind.RANKING))
def test_who_wins_every_duel_is_the_one_winner_by_chains(election: Election) -> None:
    duels = pairwise(election)
    winner = condorcet_winner(duels)
    if winner is not None:
        assert schulze_winners(strengths(duels)) == (winner,)


def test_totals_alone_cannot_be_counted_by_shares() -> None:
    election = Election(Kind.TOTALS, 10, (Project("A", 5, 0),), (), 9, totals=(3,))
    assert tally("greedy_votes", election).winners == ("A",)
    for rule in ("mes_cost", "phragmen", "borda", "schulze"):
        with pytest.raises(ValueError, match="cannot count"):
            tally(rule, election)


@given(st.integers(0, 100), st.integers(0, 10_000))
def test_a_threshold_is_reached_exactly(percent: int, voters: int) -> None:
    least = threshold_of(percent, voters)
    assert least * 100 >= percent * voters > (least - 1) * 100 or least == 0


def test_nobody_voted() -> None:
    election = Election(Kind.APPROVAL, 10, (Project("A", 5, 0),), (Ballot((), 3),), 3)
    for rule in FOR_MARKS:
        assert tally(rule, election).winners == ()
        empty = replace(election, ballots=(), voters=0)
        assert tally(rule, empty).winners == ()


@pytest.mark.parametrize("rule", FOR_MARKS)
def test_what_takes_no_money_is_chosen_and_takes_nothing_from_anybody(rule: str) -> None:
    """Of two that exclude one another the one with more votes, also where it takes no money."""
    projects = tuple(
        Project(name, cost, lot, group)
        for lot, (name, cost, group) in enumerate(
            (("road", 0, ""), ("tank", 300, ""), ("well", 0, "a"), ("spring", 0, "a"))
        )
    )
    ballots = group_ballots({((0, 1), (1, 1)): 3, ((1, 1), (2, 1), (3, 1)): 2, ((3, 1),): 1})
    outcome = tally(rule, Election(Kind.APPROVAL, 360, projects, ballots, 6))
    assert set(outcome.winners) == {"road", "tank", "spring"}
    assert outcome.left == 60
    nothing = tally(rule, Election(Kind.APPROVAL, 0, projects[:1], ballots[:0], 0))
    assert nothing.winners == ()


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "share", "why"),
    [
        (6, 5, 0, 0, Why.FUNDED),
        (5, 5, 0, 0, Why.REJECTED),
        (6, 5, 30, 0, Why.FUNDED),  # who abstains is on neither side
        (6, 5, 0, 50, Why.FUNDED),
        (2, 1, 0, 67, Why.REJECTED),
        (67, 33, 900, 67, Why.FUNDED),
        (66, 33, 0, 67, Why.REJECTED),
        (0, 0, 9, 0, Why.NO_VOTES),
        (0, 3, 0, 0, Why.NO_VOTES),
    ],
)
def test_one_project_alone(yes: int, no: int, abstain: int, share: int, why: Why) -> None:
    ballots = group_ballots({((0, 1),): yes, ((0, 2),): no, (): abstain})
    ballots = tuple(one for one in ballots if one.number)
    voters = yes + no + abstain
    election = Election(
        Kind.YES_NO, 300, (Project("p", 300, 0),), ballots, voters, share=share, quorum=1
    )
    outcome = tally("yes_no", election)
    assert outcome.rounds[0].why is why
    assert outcome.left == (0 if why is Why.FUNDED else 300)
    many = replace(election, quorum=voters + 1)
    assert tally("yes_no", many).rounds[0].why is Why.NO_QUORUM


@pytest.mark.parametrize(
    ("percent", "electors", "reached"),
    [(0, 0, True), (0, 4, True), (1, 4, False), (100, 4, False), (1, 5, True), (100, 5, True)],
)
def test_fewer_than_five_voters_reach_no_quorum(percent: int, electors: int, reached: bool) -> None:
    assert can_be_reached(percent, electors) is reached
