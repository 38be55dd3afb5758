"""A vote over HTTP: by secret cards and by show of hands."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, Visitor, World
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.voting.tables import Ballot, Vote

HERE = f"/en/work/{VILLAGE}"
PLANS = (("Bridge", 300_000), ("School desks", 250_000), ("Water tank", 200_000))


def prepared(world: World, **more: str) -> tuple[Visitor, str]:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    for title, cost in PLANS:
        plan = {"title": title, "plan": "Together.", "cost": str(cost), "labour_days": "30"}
        visitor.done(f"{HERE}/projects/proposal", plan)
    with world.services.database.read() as session:
        ids = [
            str(session.exec(select(Proposal.id).where(Proposal.title == title)).one())
            for title, _ in PLANS
        ]
    vote = {
        "proposals": ids,
        "budget": "500 000",
        "method": "cards",
        "electorate": "households",
        "cards": "20",
        **more,
    }
    return visitor, visitor.done(f"{HERE}/votes/new", vote)


def codes(visitor: Visitor, vote: str) -> list[str]:
    return re.findall(
        r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}.)</b>", visitor.get(f"{vote}/cards")
    )


def cast(world: World, code: str, titles: tuple[str, ...]) -> None:
    voter = Visitor(world.client())
    first = voter.send("/en/vote", {"code": code})
    assert first.status_code == 200, first.text
    boxes = re.findall(r'name="choices" value="([^"]+)"><span><b>\w</b> · ([^<]+)<', first.text)
    chosen = [id_ for id_, title in boxes if title in titles]
    assert len(chosen) == len(titles)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', first.text))
    done = voter.client.post("/en/vote", data={**hidden, "choices": chosen})
    assert "Your ballot is in the box" in done.text


def test_a_secret_vote_with_cards(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    assert len(cards) == 12
    voter = Visitor(world.client())
    assert "no open vote" in voter.refused("/en/vote", {"code": cards[0]})
    visitor.done(f"{vote}/open", {})
    assert visitor.client.get(f"{vote}/cards").status_code == 404, "no code can be read any more"
    for code in cards[:8]:
        cast(world, code, ("Bridge", "School desks"))
    for code in cards[8:11]:
        cast(world, code, ("Water tank",))
    cast(world, cards[0].lower().replace("-", " "), ("Bridge", "Water tank"))
    assert "11 ballots are in the box" in visitor.get(vote)
    visitor.done(f"{vote}/close", {})
    page = visitor.get(vote)
    assert re.findall(r"<b>\w · ([^<]+)</b>", page) == ["Bridge", "School desks", "Water tank"]
    assert "8 votes" in page
    assert "Passed over: it costs" in page
    with world.services.database.read() as session:
        found = session.get_one(Vote, UUID(vote.rsplit("/", 1)[1]))
        assert found.card_key is None
        assert not session.exec(select(Ballot)).all()
    assert "not at that step" in visitor.refused(f"{vote}/close", {})
    assert "no open vote" in Visitor(world.client()).refused("/en/vote", {"code": cards[1]})


def test_no_card_is_stored_and_no_ballot_names_a_card(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[3], ("Bridge",))
    with world.services.database.read() as session:
        connection = session.connection()
        names = connection.exec_driver_sql("SELECT * FROM ballot").keys()
        rows = connection.exec_driver_sql("SELECT * FROM ballot").all()
        assert set(names) == {"vote", "place", "choices"}
        dump = str(rows) + str(connection.exec_driver_sql("SELECT * FROM vote").all())
    assert not any(code in dump or code.replace("-", "") in dump for code in cards)


def test_a_show_of_hands_never_exceeds_the_people(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    assert "Only 50 people" in visitor.refused(f"{vote}/close", {"hands": ["51", "3", "9"]})
    visitor.refused(f"{vote}/close", {"hands": ["5", "3"]})
    visitor.refused(f"{vote}/close", {"hands": ["5", "x", "9"]})
    visitor.done(f"{vote}/close", {"hands": ["20", "20", "20"]})
    ranked = re.findall(r"<b>\w · ([^<]+)</b>", visitor.get(vote))
    assert ranked == ["Water tank", "School desks", "Bridge"], "on equal votes the cheaper first"


@pytest.mark.parametrize("code", ["", "ABC", "0000-0000-000", "ZZZZ-ZZZZ-ZZZ", "💥" * 11])
def test_a_wrong_code_opens_nothing(world: World, code: str) -> None:
    Visitor(world.client()).refused("/en/vote", {"code": code})


def test_a_vote_needs_a_meeting_two_proposals_and_cards(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    with world.services.database.read() as session:
        free = session.exec(select(Proposal.id).where(Proposal.state == "not_chosen")).all()
    vote = {
        "proposals": [str(id_) for id_ in free],
        "budget": "100",
        "method": "cards",
        "electorate": "adults",
        "cards": "0",
    }
    assert "Open a meeting first" in visitor.refused(f"{HERE}/votes/new", vote)
    assert "Choose at least one" in visitor.refused(f"{HERE}/votes/new", {**vote, "proposals": []})
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    assert "How many cards" in visitor.refused(f"{HERE}/votes/new", vote)
    many = {**vote, "cards": "47", "electorate": "households"}
    assert "At most 46 cards" in visitor.refused(f"{HERE}/votes/new", many)
