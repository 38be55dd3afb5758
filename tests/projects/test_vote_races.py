"""Casting, closing and declaring void at the same moment: a ballot counts or was refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import cast, codes, prepared, ready, row
from tests.projects.test_annulling import counted, sums
from tests.web.test_races import whole
from ubudehe.projects.voting.tables import Ballot

pytestmark = pytest.mark.both_engines

REASON = {"reason": "Counted again."}
END = {"signed_in": "8", "handed_out": "8", "cards_left": "12", **REASON}


def opened(world: World) -> tuple[Visitor, str, list[str]]:
    """Return the facilitator, an open vote and the codes of its cards."""
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    return visitor, vote, cards


def prepared_post(visitor: Visitor, path: str, typed: dict[str, str]) -> dict[str, str]:
    """Return a form filled in, with the second person's PIN, ready to be sent."""
    assert visitor.beside is not None
    second = {"second_phone": visitor.beside.phone, "second_pin": visitor.beside.pin}
    return {**visitor.fields(path), **second, **typed}


@pytest.mark.parametrize(("end", "typed"), [("close", END), ("void", REASON)])
def test_a_ballot_cast_while_the_vote_ends_counts_or_is_refused(
    world: World, end: str, typed: dict[str, str]
) -> None:
    visitor, vote, cards = opened(world)
    path = f"{vote}/{end}"
    form = prepared_post(visitor, path, typed)
    ballots = [ready(world, code, ("Bridge",)) for code in cards[:8]]

    def step(number: int) -> str:
        if number == 3:
            return f"ended {visitor.client.post(path, data=form).status_code}"
        voter, marked = ballots[number]
        return str(voter.client.post("/en/vote", data=marked).text)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(step, range(8)))
    ended = answers.pop(3)
    if ended != "ended 303":  # somebody voted after the form was made: it is sent again
        visitor.done(path, typed)
    found = row(world, vote)
    in_the_box = sum("in the box" in page for page in answers)
    assert found.state == {"close": "closed", "void": "void"}[end]
    if end == "close":
        assert found.counted == in_the_box
    with world.services.database.read() as session:
        assert not session.exec(select(Ballot.place).where(Ballot.vote == found.id)).all()
    assert all("in the box" in page or "no open vote" in page for page in answers)
    whole(world, VILLAGE)
    assert faults_of_grown(world) == []


def test_a_card_is_cast_or_void_never_both(world: World) -> None:
    visitor, vote, cards = opened(world)
    path = f"{vote}/cards/void"
    lost = {"why": "lost", "reason": "On the way.", "another": "no"}
    forms = [prepared_post(visitor, path, {**lost, "card": str(n)}) for n in range(1, 5)]

    def step(number: int) -> str:
        if number % 2:
            return str(visitor.client.post(path, data=forms[number // 2]).status_code)
        return cast(world, cards[number // 2], ("Bridge",))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(step, range(8)))
    cast_ones = sum("in the box" in page for page in answers[::2])
    with world.services.database.read() as session:
        in_box = (Ballot.vote == row(world, vote).id, col(Ballot.sealed).is_not(None))
        assert len(session.exec(select(Ballot.place).where(*in_box)).all()) == cast_ones
    assert row(world, vote).void_cards == answers[1::2].count("303")
    assert faults_of_grown(world) == []


@pytest.mark.parametrize(("end", "typed"), [("close", END), ("void", REASON)])
def test_of_two_who_end_a_vote_one_does(world: World, end: str, typed: dict[str, str]) -> None:
    visitor, vote, cards = opened(world)
    for code in cards[:8]:
        cast(world, code, ("Bridge",))
    path = f"{vote}/{end}"
    chair = world.signed_in("chair", VILLAGE)
    sent = [(one, prepared_post(one, path, typed)) for one in (visitor, chair)]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: one[0].client.post(path, data=one[1]).status_code, sent)
        statuses = sorted(answers)
    assert statuses[0] == 303
    assert statuses[1] in (404, 409, 422)
    assert row(world, vote).state == {"close": "closed", "void": "void"}[end]
    whole(world, VILLAGE)
    assert faults_of_grown(world) == []


def test_a_vote_is_annulled_once_by_the_sector_and_a_meeting(world: World) -> None:
    before = sums(world)
    visitor, vote = counted(world)
    visitor.done(f"{vote}/annul/ask", REASON)
    sector = world.signed_in("sector_officer", VILLAGE[:4])
    said = {"outcome": "agreed", **REASON}
    answer = {**sector.fields(f"{vote}/annul/answer"), **said}
    hands = {"votes_for": "40", "votes_against": "1", "abstained": "0", **REASON}
    meeting = prepared_post(visitor, f"{vote}/annul", hands)
    sent = [(sector, "annul/answer", answer), (visitor, "annul", meeting)]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda s: s[0].client.post(f"{vote}/{s[1]}", data=s[2]).status_code, sent
        )
        statuses = sorted(answers)
    assert statuses[0] == 303
    assert statuses[1] in (404, 409, 422)
    assert sums(world) == before
    whole(world, VILLAGE)
    assert faults_of_grown(world) == []
