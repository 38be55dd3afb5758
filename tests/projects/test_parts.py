"""A vote that declared it funds the first project that no longer fits in part."""

import json
from uuid import UUID

import pytest

from tests.conftest import VILLAGE, World, faults_of_grown
from tests.projects.ballots import (
    HERE,
    VOTE,
    cast,
    closed,
    codes,
    in_meeting,
    prepared,
    propose,
    published,
    row,
    titles,
    winners,
)
from ubudehe.ledger.budgets import budget_of
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.projects.rules.recounting import recount

IN_PART = {**VOTE, "part": "true"}


def plain(page: str) -> str:
    """Return a page whose amounts have plain spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def planned(world: World, title: str) -> dict[str, int]:
    """Return the budget lines against which a project's payments are held."""
    id_ = next(id_ for id_, said in titles(world).items() if said == title)
    with world.services.database.read() as session:
        project = funded_project(session, VILLAGE, id_)
        assert project is not None
        lines = budget_of(session, VILLAGE, project, "RWF").lines
    return {line.kind: line.planned for line in lines}


@pytest.mark.both_engines
def test_the_first_that_no_longer_fits_gets_what_is_left(world: World) -> None:
    visitor = in_meeting(world)
    bridge = propose(visitor, "Bridge", 300_000)
    two = {"line_text.1": "Wages", "line_amount.1": "100 000", "line_kind.1": "paid_labour"}
    desks = propose(visitor, "School desks", 150_000, least="180 000", **two)
    tank = propose(visitor, "Water tank", 210_000, least="50 000")
    assert "A part of it can be done with" in visitor.get(f"/en/proposals/{desks}")
    ids = [bridge, desks, tank]
    vote = visitor.done(f"{HERE}/votes/new", {**IN_PART, "proposals": ids})
    cards = codes(visitor, vote)
    public = f"/en/votes/{row(world, vote).id}"
    assert "only one project is funded in part" in visitor.get(public)
    assert "in part from 180 000 Frw" in plain(visitor.get(public))
    visitor.done(f"{vote}/open", {})
    for code in cards[:10]:
        cast(world, code, ("Bridge", "School desks"))
    for code in cards[10:16]:
        cast(world, code, ("Bridge", "Water tank"))
    closed(visitor, vote, 16)
    assert winners(visitor, vote) == ["Bridge", "School desks"]
    page = plain(visitor.get(public))
    assert "Chosen in part: it costs 250 000 Frw, and the 200 000 Frw that were left" in page
    assert "Of 500 000 Frw, 0 Frw is left over." in page
    assert "200 000 Frw of 250 000 Frw, in part" in plain(visitor.get(f"{public}/poster"))
    files = published(world, vote)
    said = json.loads(files["result.json"])
    assert (said["format"], said["part"], said["left"]) == ("ubudehe-result/3", True, 0)
    assert recount(files).faults == ()
    assert planned(world, "School desks") == {"materials": 120_000, "paid_labour": 80_000}
    assert planned(world, "Bridge") == {"materials": 300_000}
    shown = plain(visitor.get(f"/en/proposals/{desks}"))
    assert "Funded in part: whole, it would cost the village" in shown
    # A meeting that takes the tank instead frees the granted part only.
    why = {"reason": "The road was washed away.", "votes_for": "40", "votes_against": "5"}
    dear = {**why, "chosen": [bridge, tank]}
    assert "10 000 Frw more" in plain(visitor.refused(f"{vote}/override", dear))
    visitor.done(f"{vote}/override", {**why, "chosen": [desks]})
    assert planned(world, "School desks") == {"materials": 120_000, "paid_labour": 80_000}
    assert faults_of_grown(world) == []
    visitor.done(f"{vote}/annul", why)
    assert "Funded in part" not in visitor.get(f"/en/proposals/{desks}")
    assert faults_of_grown(world) == []


def test_funding_in_part_is_declared_only_where_it_can_come_about(world: World) -> None:
    visitor, vote = prepared(world)
    visitor.done(f"{vote}/void", {"reason": "Another ballot."})
    ids = [str(id_) for id_, title in titles(world).items() if title in ("Bridge", "Water tank")]
    asked = {**IN_PART, "proposals": ids}
    assert "how much less money" in visitor.refused(f"{HERE}/votes/new", asked)
    ids.append(propose(visitor, "Mill", 90_000, least="40 000"))
    asked["proposals"] = ids
    burdens = {**asked, "rule": "phragmen"}
    assert "does not go down a list" in visitor.refused(f"{HERE}/votes/new", burdens)
    alone = {**asked, "proposals": ids[-1:]}
    assert "does not go down a list" in visitor.refused(f"{HERE}/votes/new", alone)
    whole = {"title": "Path", "plan": "X.", "line_text.0": "All", "line_amount.0": "100"}
    for least in ("100", "101"):
        page = visitor.refused(f"{HERE}/projects/proposal", {**whole, "least": least})
        assert "less than what it costs" in page
    vote = visitor.done(f"{HERE}/votes/new", {**asked, "part": "false"})
    assert "funded in part" not in visitor.get(f"/en/votes/{UUID(vote.rsplit('/', 1)[1])}")
