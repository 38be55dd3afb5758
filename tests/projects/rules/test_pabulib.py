"""Reading and writing `.pb` files: what comes back, and what is refused with its line."""

from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from io import StringIO, TextIOBase
from itertools import chain, islice
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pabulib.checker import Checker

from tests.projects.rules.elections import elections
from tests.projects.rules.test_part_funding import DOWN_A_LIST
from ubudehe.projects.rules.election import Election, Kind, Project, group_ballots
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.pabulib_lines import LONGEST_LINE, BadFile
from ubudehe.projects.rules.pabulib_writing import write_pabulib
from ubudehe.projects.rules.tallying import RULES, fits, tally

META = {
    "description": "Vote on projects of a village",
    "country": "Rwanda",
    "unit": "22120308",
    "instance": "0190",
    "date_begin": "01.06.2026",
    "date_end": "02.06.2026",
    "currency": "RWF",
}
GOOD = """META
key;value
description;A test
num_votes;3
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name;colour
1;300;"Well; with a lid";blue
2;500;Bridge;red
VOTES
voter_id;vote;age
a;1,2;30
b;;41
c;2;17
"""


def read(text: str) -> Election:
    return read_pabulib(StringIO(text)).election


def test_a_good_file() -> None:
    found = read_pabulib(StringIO("\ufeff" + GOOD.replace("\n", "\r\n")))
    assert found.names == {"1": "Well; with a lid", "2": "Bridge"}
    assert found.election.voters == 3
    assert found.election.scores == (1, 2)
    assert found.election.budget == 1000
    assert read(GOOD.replace("budget;1000", 'budget;"1000,0"')) == found.election


@given(
    st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)).flatmap(
        lambda kind: elections(kind, groups=True)
    )
)
def test_what_is_written_reads_the_same(election: Election) -> None:
    names = {project.id: f'=1; "{project.id}"' for project in election.projects}
    text = "".join(write_pabulib(election, {"country": "Rwanda"}, names))
    back = read_pabulib(StringIO(text))
    assert replace(back.election, ballots=tuple(sorted(back.election.ballots))) == election
    assert back.names == names
    head = text[text.index("VOTES") :].splitlines()[1]
    assert set(head.split(";")) <= {"voter_id", "vote", "points"}, "nothing about voters"


def test_cents_are_whole_numbers_of_the_smallest_part_written() -> None:
    text = GOOD.replace("budget;1000", "budget;1000,50").replace("1;300;", "1;300.25;")
    found = read_pabulib(StringIO(text))
    assert (found.decimals, found.election.unit, found.election.budget) == (2, 100, 100_050)
    assert [project.cost for project in found.election.projects] == [30_025, 50_000]


@given(elections(Kind.APPROVAL, groups=True), st.sampled_from(sorted(RULES)))
def test_an_election_in_cents_chooses_the_same(election: Election, rule: str) -> None:
    if not fits(rule, election.kind):
        return
    projects = tuple(one._replace(cost=one.cost * 100) for one in election.projects)
    cents = replace(election, budget=election.budget * 100, projects=projects, unit=100)
    assert tally(rule, cents).winners == tally(rule, election).winners


@given(
    st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)).flatmap(
        lambda kind: elections(kind, groups=True)
    ),
    st.sampled_from(sorted(RULES)),
)
def test_pabulibs_own_checker_finds_no_error(election: Election, rule: str) -> None:
    assume(fits(rule, election.kind))
    _nothing_wrong(election, rule)


@given(
    st.lists(st.integers(2, 12), min_size=2, max_size=5),
    st.sampled_from([rule for rule in DOWN_A_LIST if fits(rule, Kind.APPROVAL)]),
)
def test_nor_where_a_project_is_funded_in_part(costs: list[int], rule: str) -> None:
    projects = tuple(Project(f"p{i}", cost, i, least=1) for i, cost in enumerate(costs))
    ballots = group_ballots({tuple((i, 1) for i in range(len(costs))): 10})
    election = Election(Kind.APPROVAL, sum(costs) - 1, projects, ballots, 10, part=True)
    assert tally(rule, election).in_part
    _nothing_wrong(election, rule)


def _nothing_wrong(election: Election, rule: str) -> None:
    # It calls a project that costs nothing a fault: docs/voting.md says so.
    assume(all(0 < project.cost <= election.budget for project in election.projects))
    assume(any(ballot.marks for ballot in election.ballots))
    if election.kind is Kind.APPROVAL:
        costs = [project.cost for project in election.projects]
        dearest = max(sum(costs[at] for at, _ in ballot.marks) for ballot in election.ballots)
        election = replace(election, spend=dearest)
    names = {project.id: f"Project {project.id}" for project in election.projects}
    written = write_pabulib(election, META, names, tally(rule, election))
    with redirect_stdout(StringIO()):
        told = Checker().process_files(["".join(written)])
    assert told["metadata"]["invalid"] == 0, told
    assert "wrong meta fields order" not in told["summary"]


def test_totals_without_ballots_read_the_same() -> None:
    projects = (Project("A", 5, 1, "x"), Project("B", 7, 0, "x"))
    election = Election(Kind.TOTALS, 9, projects, (), 12, totals=(4, 0), threshold=2)
    assert read("".join(write_pabulib(election, {}))) == election


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("META\n", "", 1),
        ("key;value", "key,value", 2),
        ("budget;1000", "budget;ten", 5),
        ("budget;1000", "budget;1000.00005", 5),
        ("budget;1000", "budget;400.000", 5),
        ("budget;1000", "budget;1,400,000", 5),
        ("budget;1000", "budget;1e1000000", 5),
        ("budget;1000", "budget;NaN", 5),
        ("budget;1000", "budget;1000\nmin_project_score_threshold;2.5", 6),
        ("2;500", "2;1,50,0", 10),
        ("budget;1000\n", "", 14),
        ("vote_type;approval", "vote_type;magic", 12),
        ("description;A test", "budget;7", 5),
        ("PROJECTS\nproject_id;cost;name;colour\n", "", 0),
        ("project_id;cost", "project_id;price", 8),
        ("2;500", "1;500", 10),
        ("2;500", ";500", 10),
        ("2;500", "2;-500", 10),
        ("2;500;Bridge;red", "2;500;Bridge;with;semicolons", 10),
        ("voter_id;vote;age", "voter;vote;age", 12),
        ("b;;41", "a;;41", 14),
        ("a;1,2;30", "a;1,9;30", 13),
        ("a;1,2;30", "a;1,1;30", 13),
        ("VOTES\n", "META\n", 11),
        ("c;2;17", "c;2\0;17", 15),
    ],
)
def test_faults_are_named_with_their_line(old: str, new: str, line: int) -> None:
    assert old in GOOD
    with pytest.raises(BadFile) as caught:
        read(GOOD.replace(old, new, 1))
    assert not line or caught.value.line == line, caught.value
    assert str(caught.value).startswith("line ")


@pytest.mark.parametrize(
    ("kind", "vote", "problem"),
    [
        ("cumulative", "a;1,2;3", "numbers of points"),
        ("cumulative", "a;1,2;3,x", "is no number"),
        ("scoring", "a;1,2;3,-1", "below zero"),
        ("scoring", "a;1,2;3,1.5", "whole number"),
        ("choose-1", "a;1,2;1,1", "more than one"),
        ("ordinal", "a;1,2,3;", "no project 3"),
    ],
)
def test_bad_ballots_are_named(kind: str, vote: str, problem: str) -> None:
    text = GOOD.replace("approval", kind).replace("vote;age", "vote;points")
    with pytest.raises(BadFile, match=problem):
        read(text.replace("a;1,2;30", vote))


def test_points_need_their_column() -> None:
    with pytest.raises(BadFile, match="column points"):
        read(GOOD.replace("approval", "cumulative"))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(BadFile):
        read(text)


@given(st.integers(0, len(GOOD) - 1), st.characters())
def test_any_sign_changed_is_read_or_refused(at: int, sign: str) -> None:
    with suppress(BadFile):
        read(GOOD[:at] + sign + GOOD[at + 1 :])


class Endless(TextIOBase):
    """A file without end, of which only as much is made as is read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.signs = chain.from_iterable(lines)
        self.given = 0

    def read(self, size: int | None = -1, /) -> str:
        assert size
        assert size > 0
        self.given += size
        return "".join(islice(self.signs, size))


def test_a_line_without_end_is_refused_at_once() -> None:
    file = Endless(iter(lambda: "x" * 10_000, None))
    with pytest.raises(BadFile, match="line 1: longer"):
        read_pabulib(file)  # type: ignore[arg-type]
    assert file.given < 2 * LONGEST_LINE


@pytest.mark.parametrize("lines_before", [1, 100, 30_000])
def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path, lines_before: int) -> None:
    path = tmp_path / "a.pb"
    filling = "".join(f"note {number};x\n" for number in range(lines_before - 1))
    text = GOOD.replace("num_votes", f"{filling}place;Huy\u00e9\nnum_votes")
    path.write_bytes(text.replace("\u00e9", "\udce9").encode("utf-8", "surrogateescape"))
    said = f"line {lines_before + 3}: not UTF-8"
    with path.open(encoding="utf-8", newline="") as file, pytest.raises(BadFile, match=said):
        read_pabulib(file)


def test_projects_without_end_are_refused() -> None:
    def lines() -> Iterator[str]:
        yield from GOOD[: GOOD.index("1;300")].splitlines(keepends=True)
        for number in range(10**9):
            yield f"{number};5;n;c\n"

    with pytest.raises(BadFile, match="more than 5000 projects"):
        read_pabulib(Endless(lines()))  # type: ignore[arg-type]
