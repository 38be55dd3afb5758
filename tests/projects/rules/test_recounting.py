"""A published result counts again to itself, and any change to it is found."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.projects.rules.elections import elections
from ubudehe.projects.rules.election import Election, Kind, Marks, Project, group_ballots
from ubudehe.projects.rules.pabulib_writing import write_pabulib
from ubudehe.projects.rules.recounting import BadResult, recount
from ubudehe.projects.rules.result_file import matrix_file, result_document, totals_file
from ubudehe.projects.rules.shown_votes import shown_vote
from ubudehe.projects.rules.tallying import RULES, fits, needs, tally
from ubudehe.projects.rules.turnout import Turnout
from ubudehe.record.rules.commitments import commit

PLAIN = [rule for rule in RULES if "_add1" not in rule]


FIRST = json.loads(Path("tests/data/votes/first_format.json").read_text())


def publish(election: Election, rule: str) -> dict[str, bytes]:
    """Return the files of a result, as much as may be published of it."""
    outcome = tally(rule, election)
    blank = sum(ballot.number for ballot in election.ballots if not ballot.marks)
    turnout = Turnout(election.voters, election.voters, election.voters, 0, blank)
    most = {Kind.RANKING: election.places, Kind.POINTS: 4 * len(election.projects)}
    seen = shown_vote(
        election, outcome, turnout, most.get(election.kind, len(election.projects)), 10_000
    )
    inputs = {}
    if needs(rule) == "ballots.pb" and seen.level == "all":
        inputs["ballots.pb"] = "".join(write_pabulib(election, {})).encode()
    elif needs(rule) != "ballots.pb" and seen.level != "outcome":
        inputs["totals.csv"] = totals_file(election, seen)
        if seen.matrix:
            inputs["matrix.csv"] = matrix_file(election)
    ballots = {",".join(f"{at}:{n}" for at, n in b.marks): b.number for b in election.ballots}
    seal = commit(ballots, bytes(32)).hex()
    document = result_document(election, outcome, inputs, seen, sealed=seal)
    return {"result.json": json.dumps(document).encode(), **inputs}


def of_fives(election: Election) -> Election:
    """Return an election with each ballot five times: all of it may be published."""
    ballots = {ballot.marks: ballot.number * 5 for ballot in election.ballots}
    return replace(
        election, ballots=group_ballots(ballots), voters=election.voters * 5, threshold=0
    )


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Election, str]:
    kind = draw(st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)))
    election = draw(elections(kind, groups=True))
    return election, draw(st.sampled_from([r for r in PLAIN if fits(r, kind)]))


@st.composite
def published(draw: st.DrawFn) -> dict[str, bytes]:
    election, rule = draw(drawn())
    return publish(of_fives(election), rule)


@given(drawn())
def test_whatever_is_published_is_confirmed(case: tuple[Election, str]) -> None:
    files = publish(*case)
    assert recount(files).faults == ()


@given(drawn())
def test_with_the_sealed_ballots_all_is_confirmed(case: tuple[Election, str]) -> None:
    election, rule = case[0], case[1]
    ballots = {",".join(f"{at}:{n}" for at, n in b.marks): b.number for b in election.ballots}
    sealed = json.dumps({"ballots": ballots, "salt": bytes(32).hex()}).encode()
    plain = replace(election, threshold=0)
    files = publish(plain, rule)
    found = recount({**files, "sealed.json": sealed})
    assert found.faults == ()
    assert found.notes == ()
    ballots["0:1"] = ballots.get("0:1", 0) + 1
    forged = json.dumps({"ballots": ballots, "salt": bytes(32).hex()}).encode()
    assert recount({**files, "sealed.json": forged}).faults


@pytest.mark.parametrize("name", sorted(FIRST))
def test_results_of_the_first_format_still_count_again(name: str) -> None:
    files = {file: content.encode() for file, content in FIRST[name].items()}
    assert recount(files).faults == ()
    said = json.loads(files["result.json"])
    said["winners"] = said["winners"][1:]
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


@given(published())
def test_a_true_result_is_confirmed(files: dict[str, bytes]) -> None:
    found = recount(files)
    assert found.faults == ()
    assert found.notes == ()


def test_a_hidden_order_that_cannot_be_is_found() -> None:
    election = elections_of_three()
    files = publish(election, "greedy_votes")
    said = json.loads(files["result.json"])
    said["rounds"].reverse()
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def elections_of_three() -> Election:
    projects = (Project("a", 4, 0), Project("b", 3, 1), Project("c", 2, 2))
    ballots: Counter[Marks] = Counter({((0, 1),): 6, ((1, 1),): 3, ((2, 1),): 2})
    return Election(Kind.APPROVAL, 7, projects, group_ballots(ballots), 11)


@given(published(), st.data())
def test_a_changed_number_is_found(files: dict[str, bytes], data: st.DataObject) -> None:
    said = json.loads(files["result.json"])
    paths = [
        (part, key)
        for part in ("rounds", "projects")
        for key in range(len(said[part]))
        if said[part][key]["cost"]
    ]
    assume(paths)
    part, at = data.draw(st.sampled_from(paths))
    said[part][at]["cost"] += 1
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def drop_a_winner(said: dict[str, Any]) -> None:
    said["winners"].pop()


def change_a_score(said: dict[str, Any]) -> None:
    said["rounds"][0]["score"] += 1


def swap_the_lot(said: dict[str, Any]) -> None:
    said["rounds"][0], said["rounds"][1] = said["rounds"][1], said["rounds"][0]


def another_left(said: dict[str, Any]) -> None:
    said["left"] += 1


@pytest.mark.parametrize(
    "change", [drop_a_winner, change_a_score, swap_the_lot, another_left], ids=lambda f: f.__name__
)
def test_forgeries_are_found(change: Any) -> None:
    files = publish(of_fives(elections_of_three()), "greedy_votes")
    said = json.loads(files["result.json"])
    change(said)
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def test_hidden_votes_that_were_no_few_are_found() -> None:
    """A project with more votes than another cannot stand below it as one of few."""
    projects = (Project("small", 5, 0), Project("big", 6, 1))
    ballots: Counter[Marks] = Counter({((0, 1),): 60, ((1, 1),): 50})
    files = publish(
        Election(Kind.APPROVAL, 7, projects, group_ballots(ballots), 110), "greedy_votes"
    )
    said = json.loads(files["result.json"])
    totals = b"project_id,score,supporters\nsmall,,\nbig,50,50\n"
    said["inputs"] = {"totals.csv": hashlib.sha256(totals).hexdigest()}
    said["projects"][0] |= {"score": None, "supporters": None}
    said["rounds"][0]["score"] = None
    forged = {"totals.csv": totals, "result.json": json.dumps(said).encode()}
    assert recount(forged).faults


@pytest.mark.parametrize("name", ["voters", "left_with_nothing", "score"])
def test_figures_that_ballots_confirm_are_confirmed(name: str) -> None:
    files = publish(of_fives(elections_of_three()), "phragmen")
    said = json.loads(files["result.json"])
    if name == "score":
        said["projects"][0]["score"] += 1
    else:
        said[name] += 1
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def test_a_changed_input_is_found() -> None:
    files = publish(of_fives(elections_of_three()), "mes_cost")
    changed = files["ballots.pb"].replace(b"\n55;c", b"\n55;a")
    assert changed != files["ballots.pb"]
    found = recount({**files, "ballots.pb": changed})
    assert any("not the file" in fault for fault in found.faults)
    assert recount({"result.json": files["result.json"]}).faults


@given(st.binary(max_size=200))
def test_no_result_is_told_as_such(content: bytes) -> None:
    with pytest.raises(BadResult):
        recount({"result.json": content})


@given(st.dictionaries(st.text(max_size=9), st.integers() | st.text() | st.none()))
def test_strange_json_is_told_as_such(value: dict[str, object]) -> None:
    with pytest.raises(BadResult):
        recount({"result.json": json.dumps({"format": "ubudehe-result/1", **value}).encode()})
