"""A published result counts again to itself, and any change to it is found."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projects.rules.elections import elections
from ubudehe.projects.rules.election import Election, Kind, Marks, Project, group_ballots
from ubudehe.projects.rules.pabulib import write_pabulib
from ubudehe.projects.rules.recounting import BadResult, recount
from ubudehe.projects.rules.result_file import matrix_file, needs, result_document, totals_file
from ubudehe.projects.rules.tallying import RULES, fits, tally
from ubudehe.record.rules.suppression import shown

PLAIN = [rule for rule in RULES if "_add1" not in rule]


def publish(election: Election, rule: str, *, hide: bool = False) -> dict[str, bytes]:
    hidden = shown if hide else lambda number: number
    inputs = {}
    if needs(rule) == "ballots.pb":
        inputs["ballots.pb"] = "".join(write_pabulib(election, {})).encode()
    else:
        inputs["totals.csv"] = totals_file(election, hidden)
        if needs(rule) == "matrix.csv":
            inputs["matrix.csv"] = matrix_file(election)
    document = result_document(election, tally(rule, election), inputs, hidden)
    return {"result.json": json.dumps(document).encode(), **inputs}


@st.composite
def published(draw: st.DrawFn) -> dict[str, bytes]:
    kind = draw(st.sampled_from((Kind.APPROVAL, Kind.POINTS, Kind.RANKING)))
    election = draw(elections(kind, groups=True))
    return publish(election, draw(st.sampled_from([r for r in PLAIN if fits(r, kind)])))


@given(published())
def test_a_true_result_is_confirmed(files: dict[str, bytes]) -> None:
    found = recount(files)
    assert found.faults == ()
    assert found.notes == ()


@given(elections(groups=True))
def test_hidden_small_scores_are_confirmed_by_the_order(election: Election) -> None:
    assert recount(publish(election, "greedy_votes", hide=True)).faults == ()


def test_an_order_that_no_hidden_scores_can_give_is_found() -> None:
    election = elections_of_three()
    files = publish(election, "greedy_votes", hide=True)
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
    files = publish(elections_of_three(), "greedy_votes")
    said = json.loads(files["result.json"])
    change(said)
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def test_hidden_scores_above_shown_ones_are_found() -> None:
    """Three votes, hidden, cannot have stood above fifty."""
    projects = (Project("small", 5, 0), Project("big", 6, 1))
    ballots: Counter[Marks] = Counter({((0, 1),): 3, ((1, 1),): 50})
    election = Election(Kind.APPROVAL, 7, projects, group_ballots(ballots), 53)
    files = publish(election, "greedy_votes", hide=True)
    assert recount(files).faults == ()
    forged = replace(election, ballots=group_ballots(Counter({((0, 1),): 60, ((1, 1),): 50})))
    said = json.loads(publish(forged, "greedy_votes", hide=True)["result.json"])
    said["inputs"] = json.loads(files["result.json"])["inputs"]
    for part in (said["projects"], said["rounds"]):
        for one in part:
            one["score"] = 50 if one["id"] == "big" else None
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


@pytest.mark.parametrize("name", ["voters", "left_with_nothing", "score"])
def test_figures_that_ballots_confirm_are_confirmed(name: str) -> None:
    files = publish(elections_of_three(), "phragmen")
    said = json.loads(files["result.json"])
    if name == "score":
        said["projects"][0]["score"] += 1
    else:
        said[name] += 1
    assert recount({**files, "result.json": json.dumps(said).encode()}).faults


def test_a_changed_input_is_found() -> None:
    files = publish(elections_of_three(), "mes_cost")
    changed = files["ballots.pb"].replace(b"11;c", b"11;a")
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
