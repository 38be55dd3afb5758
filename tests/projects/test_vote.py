"""A vote with cards over HTTP: prepared, opened, cast, counted; or void."""

import re

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import (
    HERE,
    PLANS,
    cast,
    closed,
    codes,
    come,
    in_meeting,
    prepared,
    propose,
    published,
    row,
    winners,
)
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.voting.tables import Ballot


def test_a_secret_vote_with_cards(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    assert len(set(cards)) == 20
    voter = Visitor(world.client())
    assert "no open vote" in voter.refused("/en/vote", {"code": cards[0]})
    come(world, visitor, vote, 11)
    visitor.done(f"{vote}/open", {})
    assert visitor.client.get(f"{vote}/cards").status_code == 404, "no code can be read any more"
    for code in cards[:8]:
        assert "in the box" in cast(world, code, ("Bridge", "School desks"))
    for code in cards[8:11]:
        cast(world, code, ("Water tank",))
    cast(world, cards[0].lower().replace("-", " "), ("Bridge", "Water tank"))
    assert "11 of 20 cards have voted" in visitor.get(vote)
    closed(visitor, vote, 11)
    page = visitor.get(vote)
    assert re.findall(r"<b>\w · ([^<]+)</b>", page) == ["Bridge", "School desks", "Water tank"]
    assert "8 votes" in page
    assert "Not enough money left: it costs" in page
    assert row(world, vote).salt is None
    with world.services.database.read() as session:
        assert not session.exec(select(Ballot).where(Ballot.vote == row(world, vote).id)).all()
    assert "not at that step" in visitor.refused(f"{vote}/close", {"signed_in": "11"})
    assert "no open vote" in Visitor(world.client()).refused("/en/vote", {"code": cards[1]})
    assert recount(published(world, vote)).faults == ()


def test_a_voters_second_vote_replaces_the_first(world: World) -> None:
    visitor, vote = prepared(world)
    card = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    cast(world, card, ("Bridge",))
    cast(world, card, ("Water tank",))
    closed(visitor, vote, 1)
    assert winners(visitor, vote) == ["Water tank"]


def test_a_void_vote_frees_its_proposals_and_destroys_its_ballots(world: World) -> None:
    visitor, vote = prepared(world)
    card = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    cast(world, card, ("Bridge",))
    visitor.refused(f"{vote}/void", {})
    visitor.done(f"{vote}/void", {"reason": "The rain drove everybody home."})
    assert "The rain drove everybody home." in visitor.get(vote)
    assert "no open vote" in Visitor(world.client()).refused("/en/vote", {"code": card})
    with world.services.database.read() as session:
        free = session.exec(select(Proposal.title).where(Proposal.state == "proposed")).all()
        assert not session.exec(select(Ballot)).all()
    assert set(free) >= {"Bridge", "School desks", "Water tank"}


@pytest.mark.parametrize(
    "code", ["", "ABC", "0000-0000-000", "ZZZZ-ZZZZ-ZZZ", "111 " * 6, "💥" * 11]
)
def test_a_wrong_code_opens_nothing(world: World, code: str) -> None:
    Visitor(world.client()).refused("/en/vote", {"code": code})


def test_a_vote_needs_a_meeting_and_cards(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    free = [propose(visitor, title, cost) for title, cost in PLANS]
    vote = {
        "proposals": free,
        "budget": "100",
        "method": "cards",
        "electorate": "adults",
        "cards": "0",
    }
    assert "Open a meeting first" in visitor.refused(f"{HERE}/votes/new", vote)
    assert "Choose at least one" in visitor.refused(f"{HERE}/votes/new", {**vote, "proposals": []})
    visitor = in_meeting(world)
    assert "How many cards" in visitor.refused(f"{HERE}/votes/new", vote)
    many = {**vote, "cards": "47", "electorate": "households"}
    assert "At most 46 cards" in visitor.refused(f"{HERE}/votes/new", many)


def test_more_marks_than_allowed_are_refused_and_kept(world: World) -> None:
    visitor, vote = prepared(world, marks="2")
    card = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    page = cast(world, card, ("Bridge", "School desks", "Water tank"))
    assert "at most 2 projects" in page
    assert page.count(" checked") == 3
    with world.services.database.read() as session:
        assert not session.exec(select(Ballot).where(Ballot.sealed.is_not(None))).all()  # type: ignore[union-attr]
