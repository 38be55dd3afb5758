"""Votes over HTTP by each way of counting: orders, points, shares, ties, thresholds, quorums."""

import pytest
from sqlmodel import select

from tests.conftest import World
from tests.projects.ballots import (
    HERE,
    cast,
    closed,
    codes,
    in_meeting,
    last_event,
    prepared,
    propose,
    published,
    row,
    winners,
)
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.recounting import recount


@pytest.mark.parametrize("rule", ["borda", "schulze", "copeland"])
def test_ballots_that_put_projects_in_an_order(world: World, rule: str) -> None:
    visitor, vote = prepared(world, kind="ranking", marks="3", rule=rule)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, {"Bridge": 1, "Water tank": 2, "School desks": 3})
    for code in cards[6:11]:
        cast(world, code, {"School desks": 1, "Water tank": 2})
    assert "one project only" in cast(world, cards[11], {"Bridge": 1, "Water tank": 1})
    assert "from 1 to 3" in cast(world, cards[11], {"Bridge": 4})
    closed(visitor, vote, 11)
    # Borda: desks 21, tank 22, bridge 18; in duels the bridge beats both.
    first = "Water tank" if rule == "borda" else "Bridge"
    assert winners(visitor, vote)[0] == first
    assert recount(published(world, vote)).faults == ()


def test_ballots_with_points(world: World) -> None:
    visitor, vote = prepared(world, kind="points", marks="5")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    page = cast(world, cards[0], {"Bridge": 4, "Water tank": 2})
    assert "5 beans" in page
    assert 'value="4"' in page, "what was typed stays"
    for code in cards[:5]:
        assert "in the box" in cast(world, code, {"Bridge": 4, "Water tank": 1})
    closed(visitor, vote, 5)
    assert winners(visitor, vote) == ["Bridge", "Water tank"]


def test_equal_shares_with_common_ballots_are_published(world: World) -> None:
    visitor, vote = prepared(world, rule="mes_cost_inc1pct_util")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for number, code in enumerate(cards[:10]):
        cast(world, code, ("Bridge",) if number % 2 else ("Water tank", "School desks"))
    closed(visitor, vote, 10)
    files = published(world, vote)
    assert set(files) == {"result.json", "ballots.pb"}
    assert recount(files) == recount(files)
    assert not recount(files).notes
    changed = files["ballots.pb"].replace(b"10;", b"11;")
    assert recount({**files, "ballots.pb": changed}).faults


def test_a_tie_is_broken_by_the_recorded_lot(world: World) -> None:
    plans = tuple((name, 200_000) for name in ("One", "Two", "Three", "Four"))
    visitor, vote = prepared(world, plans)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("One", "Two", "Three"))
    closed(visitor, vote, 6)
    event = last_event(world, "vote.prepare")
    lot = dict(zip(event["proposals"], event["lot"], strict=True))
    with world.services.database.read() as session:
        name = {str(p.id): p.title for p in session.exec(select(Proposal))}
    order = sorted((place, name[id_]) for id_, place in lot.items() if name[id_] != "Four")
    assert winners(visitor, vote) == [title for _, title in order][:2]


def test_projects_of_which_only_one_can_be_done(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, title, 100_000) for title in ("Spring", "Well", "Road")]
    vote_form = {
        "proposals": ids,
        "budget": "500000",
        "electorate": "households",
        "method": "cards",
        "cards": "6",
        "marks": "3",
        "kind": "approval",
        "rule": "greedy_votes",
    }
    page = visitor.refused(f"{HERE}/votes/new", {**vote_form, f"group.{ids[0]}": "1"})
    assert "cannot exclude only itself" in page
    groups = {f"group.{ids[0]}": "1", f"group.{ids[1]}": "1"}
    vote = visitor.done(f"{HERE}/votes/new", {**vote_form, **groups})
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards:
        cast(world, code, ("Spring", "Well"))
    cast(world, cards[5], ("Spring", "Road"))
    closed(visitor, vote, 6)
    assert winners(visitor, vote) == ["Spring", "Road"]
    assert "only one of the two can be done" in visitor.get(vote)


def test_a_threshold_is_a_share_of_people_not_of_points(world: World) -> None:
    """As an outsider tried: ten points of one voter are not five voters of ten."""
    visitor, vote = prepared(world, kind="points", marks="10", threshold="50")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[0], {"Bridge": 10})
    for code in cards[1:6]:
        cast(world, code, {"Water tank": 1})
    for code in cards[6:10]:
        cast(world, code, {})
    closed(visitor, vote, 10)
    assert winners(visitor, vote) == ["Water tank"]
    page = visitor.get(vote)
    assert "fewer than 50 percent of the voters want it" in page
    assert recount(published(world, vote)).faults == ()


@pytest.mark.parametrize(("voters", "chosen"), [(22, False), (23, True)])
def test_a_vote_without_its_quorum_chooses_nothing(world: World, voters: int, chosen: bool) -> None:
    """Half of 46 households are 23."""
    visitor, vote = prepared(world, quorum="50", cards="30")
    assert "Quorum: 23 must take part." in visitor.get(vote)
    public = f"/en/votes/{row(world, vote).id}"
    before = world.client().get(public).text
    assert "Quorum: 50 percent of those who may vote, but at least five." in before, "at once"
    assert "There are fewer cards" not in visitor.get(vote)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:voters]:
        cast(world, code, ("Bridge",))
    closed(visitor, vote, voters)
    assert winners(visitor, vote) == (["Bridge"] if chosen else [])
    page = world.client().get(public).text
    assert ("Too few took part for anything to be chosen." in page) is not chosen
    assert f'<td class="n">{voters}</td>' in page
    assert recount(published(world, vote)).faults == ()
    with world.services.database.read() as session:
        state = session.exec(select(Proposal.state).where(Proposal.title == "Bridge")).one()
    assert state == ("chosen" if chosen else "not_chosen")
