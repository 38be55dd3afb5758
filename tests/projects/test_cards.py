"""The life of voting cards, over HTTP: batches, lost cards, more while people vote."""

import re

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import cast, closed, codes, come, prepared, row
from ubudehe.language.codes import read_code
from ubudehe.projects.rules.cards import laid_out, shown_cards
from ubudehe.projects.rules.turnout import Door, Misfit, Recorded, Turnout, mismatches
from ubudehe.projects.voting.keys import place_of
from ubudehe.projects.voting.tables import Ballot, CardBatch, VoidCard
from ubudehe.record.rules.suppression import shown

ALONE = {"second_phone": "", "second_pin": ""}
LOST = {"why": "lost", "reason": "It fell into the river."}


def second(world: World) -> dict[str, object]:
    chair = world.find("chair", VILLAGE)
    return {"second_phone": chair.phone, "second_pin": chair.pin}


def on_sheet(page: str) -> list[str]:
    return re.findall(r"<b>([0-9 ]{23})</b>", page)


@pytest.mark.both_engines
def test_a_lost_card_is_void_and_another_is_printed_while_people_vote(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    assert "Batch 1, card 12" in visitor.get(f"{vote}/cards")
    come(world, visitor, vote, 7)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge",))
    with world.services.database.read() as session:
        laid = {one.place for one in session.exec(select(Ballot))}
    lost = {**LOST, "card": "9", "another": "yes"}
    assert "two people" in visitor.refused(f"{vote}/cards/void", {**lost, **ALONE})
    answer = visitor.send(f"{vote}/cards/void", {**lost, **second(world)})
    assert answer.status_code == 200
    (new,) = on_sheet(answer.text)
    assert "Batch 2, card 21" in answer.text
    assert new not in cards
    assert visitor.client.get(f"{vote}/cards").status_code == 404, "shown once, to who asked"
    plain = read_code(new)
    assert plain
    assert place_of(world.services.secret, plain) in laid, "no ballot came with the card"
    voter = Visitor(world.client())
    assert "declared void" in voter.refused("/en/vote", {"code": cards[8]})
    assert "in the box" in cast(world, new, ("Bridge",))
    assert "7 of 20 cards have voted" in visitor.get(vote)
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "Cards: 21 printed, 1 void." in public
    assert "Lost: It fell into the river." in public
    numbers = {"signed_in": "7", "handed_out": "7"}
    assert "How many cards are left over?" in visitor.refused(f"{vote}/close", numbers)
    page = visitor.refused(f"{vote}/close", {**numbers, "cards_left": "11"})
    assert "18 cards were handed out or are left over, but 20 were printed and are not" in page
    visitor.done(f"{vote}/close", {**numbers, "cards_left": "13"})
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "Cards: 21 printed, 1 void, 7 used, 13 unused." in public
    assert faults_of_grown(world) == []


def test_whether_a_card_has_voted_is_told_to_nobody_alone(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[0], ("Bridge",))
    told = [
        visitor.refused(f"{vote}/cards/void", {**LOST, **ALONE, "card": str(card)})
        for card in (1, 2, 99)
    ]
    assert all("Ask a second person" in page for page in told)
    for card in ("1", "99", "25"):  # used; none; laid out to spare, not printed
        wrong = {**LOST, "card": card, **second(world)}
        assert "it was used or is void already" in visitor.refused(f"{vote}/cards/void", wrong)
    visitor.done(f"{vote}/cards/void", {**LOST, "card": "2", **second(world)})
    wrong = {**LOST, "card": "2", **second(world)}
    assert "is void already" in visitor.refused(f"{vote}/cards/void", wrong)
    with world.services.database.read() as session:
        assert [one.card for one in session.exec(select(VoidCard))] == [2]
    closed(visitor, vote, 1)
    assert row(world, vote).counted == 1, "what was in the box stays there"


@pytest.mark.both_engines
def test_more_cards_before_and_while_people_vote(world: World) -> None:
    visitor, vote = prepared(world)
    more = {"cards": "14", "reason": "More came than we thought."}
    visitor.done(f"{vote}/cards/void", {"card": "1", "why": "misprinted", "reason": "Smeared."})
    answer = visitor.send(f"{vote}/cards/more", more)
    assert len(on_sheet(answer.text)) == 14
    before = [
        code
        for first in (0, 12, 24)
        for code in on_sheet(visitor.get(f"{vote}/cards?from={first}"))
    ]
    assert len(set(before)) == 33, "card 1 is void and not printed again"
    visitor.done(f"{vote}/open", {})
    page = visitor.refused(f"{vote}/cards/more", {**more, **second(world)})
    assert "at most 12 cards" in page
    few = {**more, "cards": "2", **second(world)}
    answer = visitor.send(f"{vote}/cards/more", few)
    late = on_sheet(answer.text)
    assert len(late) == 2
    assert "in the box" in cast(world, late[1], ("Bridge",))
    assert "in the box" in cast(world, before[-1], ("Bridge",))
    with world.services.database.read() as session:
        batches = session.exec(select(CardBatch).where(CardBatch.vote == row(world, vote).id))
        assert sorted((b.batch, b.first, b.cards) for b in batches) == [
            (1, 1, 20),
            (2, 21, 14),
            (3, 35, 2),
        ]
    electors = row(world, vote).electors
    page = visitor.refused(f"{vote}/cards/more", {**few, "cards": "12"})
    assert f"35 good cards for {electors} voters" in page
    assert faults_of_grown(world) == []


def test_cards_that_went_astray_are_named() -> None:
    turnout = Turnout(10, 10, 10, 0, 0)

    def found(left: int | None, cards: int | None = 20) -> dict[Misfit, tuple[int, int]]:
        door = Door(10, None, None, 30, 30, cards, left)
        return {
            one.misfit: (one.these, one.those)
            for one in mismatches(turnout, Recorded(50, door, cards))
        }

    assert found(10) == {}
    assert found(9) == {Misfit.CARDS_ASTRAY: (19, 20)}
    assert found(11) == {Misfit.CARDS_TOO_MANY: (21, 20)}
    assert found(None) == found(9, None) == {}


def test_what_is_told_of_cards() -> None:
    counts = shown_cards(240, 12, shown(198))
    assert (counts.printed, counts.void, counts.used, counts.unused) == (240, 12, 198, 30)
    assert shown_cards(240, 12, None).unused is None
    assert [laid_out(cards) for cards in (1, 10, 11, 240)] == [20, 20, 30, 250]
