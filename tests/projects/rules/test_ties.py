"""The count itself says which projects stood equal, and what put one before the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projects.rules.elections import elections
from ubudehe.projects.rules.election import Election, Kind, Project, group_ballots
from ubudehe.projects.rules.outcome import Decided, Outcome, Tie
from ubudehe.projects.rules.tallying import RULES, fits, tally

COST, SCORE, LOT = Decided.COST, Decided.SCORE, Decided.LOT


def found(outcome: Outcome) -> dict[str, tuple[Tie, ...]]:
    """Return the ties of an outcome by who came first."""
    return {one.id: one.ties for one in outcome.rounds if one.ties}


def alike(*costs: int) -> Election:
    """Return an election in which the same twelve voters want every project."""
    projects = tuple(Project(f"p{i}", cost, i) for i, cost in enumerate(costs))
    marks = tuple((i, 1) for i in range(len(costs)))
    return Election(Kind.APPROVAL, sum(costs), projects, group_ballots({marks: 12}), 12)


@pytest.mark.parametrize("rule", ["greedy_votes", "mes_card", "mes_card_util", "phragmen"])
def test_equal_projects_at_one_cost_fall_by_lot(rule: str) -> None:
    told = found(tally(rule, alike(5, 5, 5)))
    assert told == {"p0": (Tie("p1", LOT), Tie("p2", LOT)), "p1": (Tie("p2", LOT),)}


def test_most_votes_first_has_equal_votes_fall_by_cost() -> None:
    told = found(tally("greedy_votes", alike(7, 5)))
    assert told == {"p1": (Tie("p0", COST),)}


def test_equal_shares_has_equal_burdens_fall_by_cost() -> None:
    """By cost utility twelve friends of a dear and of a cheap project pay as much for a franc."""
    told = found(tally("mes_cost", alike(7, 5)))
    assert told == {"p1": (Tie("p0", COST),)}


def test_as_many_votes_for_the_money_fall_by_cost_and_then_by_votes() -> None:
    projects = (Project("a", 2, 0), Project("b", 4, 1), Project("c", 1, 2))
    ballots = group_ballots({((0, 1), (1, 1)): 6, ((1, 1),): 6})
    election = Election(Kind.APPROVAL, 7, projects, ballots, 12)
    assert found(tally("greedy_votes_per_cost", election)) == {"a": (Tie("b", COST),)}


def test_nobody_stands_equal_without_votes() -> None:
    projects = (Project("a", 2, 0), Project("b", 2, 1))
    election = Election(Kind.APPROVAL, 7, projects, group_ballots({(): 9}), 9)
    assert found(tally("greedy_votes", election)) == {}


@st.composite
def counted(draw: st.DrawFn) -> tuple[Election, str, Outcome]:
    kind = draw(st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)))
    election = draw(elections(kind))
    rule = draw(st.sampled_from([r for r in RULES if fits(r, kind) and "_add1" not in r]))
    return election, rule, tally(rule, election)


@given(counted())
def test_what_is_told_of_a_tie_is_so(case: tuple[Election, str, Outcome]) -> None:
    election, _, outcome = case
    at = {project.id: index for index, project in enumerate(election.projects)}
    place = {one.id: number for number, one in enumerate(outcome.rounds)}
    chosen = set(outcome.winners)
    for one in outcome.rounds:
        for tie in one.ties:
            first, second = election.order(at[one.id]), election.order(at[tie.id])
            assert first < second
            deciding = next(n for n in range(3) if first[n] != second[n])
            assert tie.by is (COST, SCORE, LOT)[deciding]
            assert place[one.id] < place[tie.id] or tie.id in chosen or one.id not in chosen
