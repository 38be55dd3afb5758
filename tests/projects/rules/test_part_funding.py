"""At most one project is funded in part, never beyond the money nor below what it needs."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projects.rules.elections import elections
from tests.projects.rules.test_recounting import of_fives, publish
from ubudehe.projects.rules.election import Election, Kind, Project, group_ballots
from ubudehe.projects.rules.outcome import Why
from ubudehe.projects.rules.part_funding import NOT_WITH, cut
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.rules.tallying import RULES, fits, tally

DOWN_A_LIST = [
    rule
    for rule in RULES
    if rule not in NOT_WITH and "_add1" not in rule and ("mes" not in rule or "_util" in rule)
]


@st.composite
def declared(draw: st.DrawFn) -> tuple[str, Election]:
    """Draw an election in which the vote declared that a project may be funded in part."""
    kind = draw(st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)))
    plain = draw(elections(kind, groups=True))
    projects = tuple(
        one._replace(least=draw(st.integers(0, max(one.cost - 1, 0)))) for one in plain.projects
    )
    rule = draw(st.sampled_from([rule for rule in DOWN_A_LIST if fits(rule, kind)]))
    return rule, replace(plain, projects=projects, part=True)


@given(declared())
def test_one_project_at_most_within_the_money_and_never_below_its_least(
    case: tuple[str, Election],
) -> None:
    rule, election = case
    outcome = tally(rule, election)
    parts = [one for one in outcome.rounds if one.part]
    least = {project.id: project.least for project in election.projects}
    assert len(parts) <= 1
    assert outcome.total_cost + outcome.left == election.budget
    assert outcome.left >= 0
    for one in parts:
        assert one.why is Why.FUNDED
        assert 0 < least[one.id] <= one.part < one.cost
        assert one.part == one.left, "it gets all that is left"
    assert all(not one.part or outcome.in_part is one for one in outcome.rounds)


@given(declared())
def test_nothing_changes_where_it_was_not_declared(case: tuple[str, Election]) -> None:
    rule, election = case
    silent = replace(election, part=False)
    none = tuple(project._replace(least=0) for project in election.projects)
    assert tally(rule, silent) == tally(rule, replace(silent, projects=none))
    assert tally(rule, replace(election, projects=none)) == tally(rule, silent)


@given(declared())
def test_whoever_won_whole_still_does(case: tuple[str, Election]) -> None:
    rule, election = case
    with_part, without = tally(rule, election), tally(rule, replace(election, part=False))
    before = without.winners
    if with_part.in_part is not None:
        at = with_part.winners.index(with_part.in_part.id)
        assert with_part.winners[:at] == before[:at], "only what no longer fits is touched"
    else:
        assert with_part.winners == before


@given(declared())
def test_the_published_result_counts_again(case: tuple[str, Election]) -> None:
    rule, election = case
    assert recount(publish(election, rule)).faults == ()
    assert recount(publish(of_fives(election), rule)).faults == ()


def two(least: int) -> Election:
    projects = (Project("a", 60, 0), Project("b", 50, 1, least=least), Project("c", 45, 2, least=9))
    ballots = group_ballots({((0, 1),): 9, ((1, 1),): 7, ((2, 1),): 6})
    return Election(Kind.APPROVAL, 100, projects, ballots, 22, part=True)


@pytest.mark.parametrize(("least", "given_to"), [(40, ("b", 40)), (41, None), (0, None)])
def test_only_the_first_that_no_longer_fits(least: int, given_to: tuple[str, int] | None) -> None:
    one = tally("greedy_votes", two(least)).in_part
    assert (None if one is None else (one.id, one.part)) == given_to


@pytest.mark.parametrize(
    "change",
    [
        {"part": 39},
        {"part": 50},
        {"part": 0},
    ],
)
def test_a_forged_part_is_found(change: dict[str, int]) -> None:
    files = publish(two(40), "greedy_votes")
    said = json.loads(files["result.json"])
    said["rounds"][1].update(change)
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def test_a_part_that_nobody_declared_is_found() -> None:
    files = publish(two(40), "greedy_votes")
    said = json.loads(files["result.json"])
    said["part"] = False
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.integers(1, 10**10))
def test_lines_are_cut_alike_to_what_was_granted(amounts: list[int], total: int) -> None:
    lines = cut(amounts, total)
    assert sum(lines) == min(total, sum(amounts))
    assert all(0 <= line <= amount for line, amount in zip(lines[1:], amounts[1:], strict=True))
