"""Papers read in from a file, and what guards the count: two people, the village, the day."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, World
from tests.people.joining import one_person
from tests.people.test_deputies import named
from tests.projects.ballots import (
    PLANS,
    cast,
    closed,
    codes,
    come,
    letters,
    prepared,
    row,
    winners,
)
from ubudehe.language.refusals import Refusal
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.projects.voting.papers.typing import MOST_IN_PILE, start_typing
from ubudehe.projects.voting.tables import PaperBallot


def table(text: str) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("ballots.csv", text.encode(), "text/csv")}


@pytest.mark.both_engines
def test_a_file_is_the_first_reading_and_another_person_types_the_second(world: World) -> None:
    visitor, vote = prepared(world, method="paper", kind="knapsack")
    by = letters(visitor, vote)
    bridge, tank, desks = by["Bridge"], by["Water tank"], by["School desks"]
    sheet = visitor.get(f"{vote}/tally")
    assert sheet.count("______</td>") == 3
    assert "Spoiled" in sheet
    pile, chair = f"{vote}/paper/1", world.signed_in("chair", VILLAGE)
    read = {"step": "file"}
    ballots = table(f"ballot,marks\n1,{bridge} {tank}\n2,-\n3,x\n4,{tank}\n")
    early = {**visitor.fields(f"{vote}/void"), "number": "0", **read}
    assert visitor.client.post(pile, data=early, files=ballots).status_code == 422, "not open yet"
    visitor.done(f"{vote}/open", {})
    sample = visitor.client.get(f"{vote}/paper/sample.csv")
    assert sample.text.startswith("ballot,marks\n1,A\n")
    assert sample.headers["content-disposition"].endswith('"ballots.csv"')
    over = visitor.send(pile, read, table(f"1,{bridge}\n2,{bridge}{desks}\n"))
    assert "Ballot 2" in over.text or "ballot 2" in over.text
    assert "0 ballots typed" in visitor.get(pile), "all of a file or nothing of it"
    assert "Line 2" in visitor.send(pile, read, table("1,A\n3,A\n")).text
    assert "cannot be read" in visitor.send(pile, read, table("1,\0")).text
    assert "holds no ballots" in visitor.send(pile, read).text
    visitor.done(pile, read, ballots)
    visitor.done(f"{pile}/done", {})
    again = {**visitor.fields(f"{vote}/void"), "number": "0", **read}
    visitor.client.post(pile, data=again, files=ballots)
    assert "typed first: 4, typed again: 0" in visitor.get(f"{vote}/paper"), "not twice by one"
    assert 'type="file"' not in chair.get(pile)
    assert "would prove nothing" in chair.send(pile, read, ballots).text
    assert "must be typed twice" in visitor.refused(f"{vote}/close", {"signed_in": "4"})
    chair.done(pile, {"step": "many", "lines": f"{tank}{bridge}\n-\nx\n{tank}"})
    chair.done(f"{pile}/done", {})
    neighbour = vote.replace(VILLAGE, "22120305")
    assert visitor.client.get(f"{neighbour}/paper/1").status_code == 403
    assert visitor.client.get(f"{neighbour}/paper/sample.csv").status_code == 403
    closed(visitor, vote, 4)
    found = row(world, vote)
    assert (found.counted, found.blank, found.spoiled) == (3, 1, 1)
    assert winners(visitor, vote) == ["Water tank", "Bridge"]
    late = {**visitor.fields(f"{vote}/annul"), "number": "0", **read}
    answer = visitor.client.post(f"{vote}/paper/2", data=late, files=ballots)
    assert answer.status_code == 422, "after the count"
    assert row(world, vote).counted == 3


@pytest.mark.both_engines
def test_paper_ballots_are_typed_twice_and_compared(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    by = letters(visitor, vote)
    come(world, visitor, vote, 6)
    visitor.done(f"{vote}/open", {})
    pile = f"{vote}/paper/1"
    bridge, desks, tank = (by[title] for title, _ in PLANS)
    typed = [bridge + desks, bridge, tank, f"{tank}{bridge}", "-", "x"]
    visitor.done(pile, {"number": "1", "text": typed[0], "step": "next"})
    assert "twice" in visitor.refused(pile, {"number": "2", "text": bridge * 2, "step": "next"})
    assert "no project has" in visitor.refused(pile, {"number": "2", "text": "Z", "step": "next"})
    page = visitor.refused(pile, {"number": "2", "text": "12", "step": "next"})
    assert 'value="12"' in page
    visitor.done(pile, {"number": "2", "text": tank, "step": "next"})
    visitor.done(pile, {"step": "undo"})
    visitor.done(pile, {"number": "2", "text": typed[1], "step": "next"})
    again = visitor.client.post(pile, data={**visitor.fields(pile), "number": "2", "text": "A"})
    assert again.status_code == 422, "a double tap adds nothing"
    assert "Ballot 4" in visitor.refused(pile, {"step": "many", "lines": f"{tank}\n??"})
    visitor.done(pile, {"step": "many", "lines": "\n".join(typed[2:4])})
    visitor.done(pile, {"number": "5", "step": "blank"})
    visitor.done(pile, {"number": "6", "step": "spoiled"})
    visitor.done(f"{pile}/done", {})
    assert "must be typed twice" in visitor.refused(f"{vote}/close", {"signed_in": "6"})
    chair = world.signed_in("chair", VILLAGE)
    wrong = [*typed[:2], desks, *typed[3:]]
    chair.done(pile, {"step": "many", "lines": "\n".join(wrong)})
    chair.done(f"{pile}/done", {})
    with (
        world.services.database.write() as session,
        pytest.raises(Refusal, match="Two other people"),
    ):
        start_typing(session, row(world, vote), 1, "a third person")
    assert "1 difference" in visitor.get(f"{vote}/paper")
    visitor.refused(f"{vote}/close", {"signed_in": "6"})
    visitor.refused(f"{pile}/compare", {"reading.3": ""})
    visitor.done(f"{pile}/compare", {"reading.3": f"{bridge}{desks}"})
    assert "agreed" in visitor.get(f"{vote}/paper")
    assert (row(world, vote).settled, row(world, vote).settled_anew) == (1, 1)
    visitor.done(f"{pile}/again", {})
    assert (row(world, vote).settled, row(world, vote).settled_anew) == (0, 0), "it is forgotten"
    for who, lines in ((visitor, typed), (chair, wrong)):
        who.done(pile, {"step": "many", "lines": "\n".join(lines)})
        who.done(f"{pile}/done", {})
    visitor.done(f"{pile}/compare", {"reading.3": tank})
    assert (row(world, vote).settled, row(world, vote).settled_anew) == (1, 0)
    visitor.done(f"{vote}/close", {"signed_in": "6", "handed_out": "6"})
    found = row(world, vote)
    assert (found.counted, found.spoiled, found.blank) == (5, 1, 1)
    assert winners(visitor, vote) == ["Bridge", "Water tank"]
    with world.services.database.read() as session:
        assert not session.exec(select(PaperBallot)).all()


def test_a_full_pile_takes_no_more(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    come(world, visitor, vote, 6)
    visitor.done(f"{vote}/open", {})
    pile = f"{vote}/paper/1"
    visitor.done(pile, {"step": "many", "lines": "\n".join("-" * MOST_IN_PILE)})
    more = {"number": str(MOST_IN_PILE + 1), "step": "blank"}
    assert "A pile has at most" in visitor.refused(pile, more)
    assert "A pile has at most" in visitor.refused(pile, {"step": "many", "lines": "-"})


@pytest.mark.both_engines
def test_cards_and_papers_together_make_one_box(world: World) -> None:
    visitor, vote = prepared(world, method="mixed", cards="5")
    cards, by = codes(visitor, vote), letters(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards:
        cast(world, code, ("Bridge",))
    pile = f"{vote}/paper/1"
    for one in (visitor, world.signed_in("chair", VILLAGE)):
        one.done(pile, {"step": "many", "lines": "\n".join([by["Water tank"]] * 6)})
        one.done(f"{pile}/done", {})
    closed(visitor, vote, 11)
    assert row(world, vote).counted == 11
    assert winners(visitor, vote) == ["Water tank", "Bridge"]


def test_a_deputy_does_not_type_what_the_holder_typed(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    named(world, "chair", "facilitator")
    pile = f"{vote}/paper/1"
    lines = {"step": "many", "lines": "-"}
    visitor.done(pile, lines)
    visitor.done(f"{pile}/done", {})
    chair = world.signed_in("chair", VILLAGE)
    assert "count as one" in chair.refused(pile, lines)
    assert "Ballots to type a second time" not in chair.get(f"/en/work/{VILLAGE}")
    assert "count as one" in chair.refused(f"{vote}/void", {"reason": "Rain."})


def test_who_signs_in_for_a_second_account_types_a_pile_once_and_finishes_it(
    world: World,
) -> None:
    """Signed in as one account, with the role of the other: no second reader of their own pile."""
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    facilitator, neighbour = (world.find("facilitator", one) for one in (VILLAGE, "43060101"))
    one_person(world, world.find("chair", VILLAGE), neighbour)
    one = world.signed_in("facilitator", "43060101")
    pile, lines = f"{vote}/paper/1", {"step": "many", "lines": "-"}
    one.done(pile, lines)
    one.done(f"{pile}/done", {})
    one_person(world, facilitator, neighbour)
    assert "count as one" in visitor.refused(pile, lines)


@pytest.mark.parametrize("days", [{"since": 1}, {"until": -1}])
def test_a_role_of_another_day_is_no_second_person(world: World, days: dict[str, int]) -> None:
    """It begins tomorrow, or ended yesterday: neither closes a vote nor declares it void."""
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    chair = world.find("chair", VILLAGE)
    world.tampered = True
    with world.services.database.write() as session:
        account = session.exec(select(Account.id).where(Account.phone == chair.phone)).one()
        for one in session.exec(select(RoleGrant).where(RoleGrant.account == account)):
            for name, by_days in days.items():
                setattr(one, name, world.clock.now.date() + timedelta(days=by_days))
    beside = {"second_phone": chair.phone, "second_pin": chair.pin}
    for what in ("close", "void"):
        page = visitor.refused(f"{vote}/{what}", {"signed_in": "0", "reason": "Rain.", **beside})
        assert "The second person&#39;s role does not allow this here." in page
