"""What everybody sees of a vote and of its numbers, and what is kept back."""

import json

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, World
from tests.projects.ballots import (
    cast,
    closed,
    codes,
    come,
    last_event,
    prepared,
    published,
    row,
    winners,
)
from ubudehe.openbooks.meetings import public_meeting
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.elections import terms_of_event
from ubudehe.projects.voting.tables import BallotPattern, Vote


@pytest.mark.both_engines
def test_equal_shares_with_rare_ballots_are_sealed_and_the_committee_recounts(
    world: World,
) -> None:
    visitor, vote = prepared(world, rule="mes_cost_inc1pct_util")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge", "School desks"))
    for code in cards[6:10]:
        cast(world, code, ("Water tank",))
    closed(visitor, vote, 10)
    # Bridge and desks have the same friends: the cheaper is bought, then they have too little.
    assert winners(visitor, vote) == ["School desks", "Water tank"]
    files = published(world, vote)
    assert set(files) == {"result.json"}, "a pattern of four ballots is not published"
    assert recount(files).notes
    auditor = world.signed_in("auditor", VILLAGE)
    sealed = auditor.send(f"{vote}/ballots", {})
    assert sealed.status_code == 200
    again = recount({**files, "sealed.json": sealed.content})
    assert again.faults == ()
    assert again.notes == ()
    forged = json.loads(sealed.content)
    forged["ballots"][next(iter(forged["ballots"]))] += 1
    assert recount({**files, "sealed.json": json.dumps(forged).encode()}).faults
    assert "They were opened 1 time" in world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert visitor.client.get(f"{vote}/ballots").status_code == 403


def test_one_vote_each_hides_all_votes_where_one_could_be_found(world: World) -> None:
    visitor, vote = prepared(world, marks="1")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for number, code in enumerate(cards[:13]):
        cast(world, code, ("Bridge",) if number < 7 else ("Water tank",) if number < 11 else ())
    closed(visitor, vote, 13)
    files = published(world, vote)
    scores = [p["score"] for p in json.loads(files["result.json"])["projects"]]
    assert scores == [None, None, None]
    assert recount(files).faults == ()
    assert "Mark at most 1" not in world.client().get(f"/en/votes/{row(world, vote).id}").text


def test_while_people_vote_nobody_outside_is_told_how_many(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    come(world, visitor, vote, 6)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge",))
    id_ = row(world, vote).id
    page = world.client().get(f"/en/votes/{id_}").text
    assert "until then nobody knows" in page
    assert "How many took part is told once the vote is closed." in page
    assert "Signed in" not in page
    assert "6 votes" not in page
    assert world.client().get(f"/data/votes/{id_}/result.json").status_code == 404
    told = world.client().get(f"/api/v1/votes/{id_}").json()
    assert {"signed_in", "counted", "handed_out", "blank"}.isdisjoint(told)


def test_the_result_page_explains_every_project(world: World) -> None:
    with world.services.database.read() as session:
        pattern = session.exec(select(BallotPattern.vote)).first()
    page = world.client().get(f"/en/votes/{pattern}").text
    assert "What other rules would have chosen" in page
    assert page.count('class="state yes"') >= 1
    for lang in ("rw", "fr", "sw"):
        assert world.client().get(f"/{lang}/votes/{pattern}").status_code == 200


def test_the_result_of_few_voters_tells_only_what_was_chosen(world: World) -> None:
    """Equal shares gave a hidden number away by «left together»: nothing is left to divide."""
    visitor, vote = prepared(world, rule="mes_cost_inc1pct_util")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for number, code in enumerate(cards[:20]):
        cast(world, code, ("Bridge",) if number < 17 else ("Water tank",))
    closed(visitor, vote, 20)
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "votes not shown" in public
    assert "left together" not in public
    said = json.loads(published(world, vote)["result.json"])
    assert said["level"] == "outcome"
    figures = {one[name] for one in said["rounds"] for name in ("score", "measure", "held")}
    assert figures == {None}
    assert (said["steps"], said["voters"], said["left_with_nothing"]) == (None, None, None)
    event = last_event(world, "vote.close")
    order = last_event(world, "vote.prepare")["proposals"]
    assert event["winners"] == [id_ for id_ in order if id_ in event["winners"]]


def test_numbers_that_do_not_fit_need_a_reason_that_everybody_reads(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    come(world, visitor, vote, 7)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge",))
    typed = {"signed_in": "7", "handed_out": "7", "cards_left": "13"}
    page = visitor.refused(f"{vote}/close", typed)
    assert "do not fit together" in page
    assert row(world, vote).state == "open", "a refused closing changes nothing"
    visitor.refused(f"{vote}/close", {"signed_in": "5", "handed_out": "5", "cards_left": "15"})
    reason = "One old man gave his card back."
    visitor.done(f"{vote}/close", {**typed, "reason": reason})
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert reason in public
    assert "did not come back" in public


def test_what_is_typed_at_closing_never_takes_the_place_of_the_roll(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    come(world, visitor, vote, 12)
    visitor.done(f"{vote}/open", {})
    for code in cards[:12]:
        cast(world, code, ("Bridge",))
    typed = {"signed_in": "35", "handed_out": "12", "women": "31", "cards_left": "8"}
    page = visitor.refused(f"{vote}/close", typed)
    assert "35 voters were counted at the door, but 12 are signed in on the roll." in page
    assert "31 women came to vote, but 30 were counted at the meeting." in page
    visitor.done(f"{vote}/close", {**typed, "reason": "The rain."})
    assert row(world, vote).signed_in == 12
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "35 voters were counted at the door, but 12 are signed in on the roll." in public
    assert "More women came to vote than were counted at the meeting." in public, "31 of 30 is few"
    assert "31 women" not in public
    assert "Why: The rain." in public


def test_cards_that_everybody_can_count_bound_who_may_have_voted() -> None:
    public = {"method": "cards", "kind": "approval", "marks": 3, "rule": "greedy_votes"}
    public |= {"budget": 9, "threshold": 0}
    columns: dict[str, list[object]] = {"proposals": [], "costs": [], "lot": [], "groups": []}

    def most(method: str, door: dict[str, int] | None) -> int | None:
        said = {**public, **columns, "method": method}
        return terms_of_event(said, {"electors": 60, "cards": 12}).known_electors(door)

    assert most("cards", {"cards": 9}) == 9, "of 12 cards 3 are void"
    assert most("cards", None) == 12
    assert most("cards", {"cards": 70}) == 60
    assert most("mixed", {}) == 60
    assert most("hands", None) is None


def test_how_many_were_at_a_meeting_is_not_told_before_its_hands_are_counted(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    assembly = row(world, vote).assembly
    meeting = f"/en/work/{VILLAGE}/assemblies/{assembly}"
    visitor.done(f"{meeting}/minutes", {"text": "All agreed to bring hoes."})
    visitor.done(f"{meeting}/close", {})
    with world.services.database.write() as session:
        told = public_meeting(session, VILLAGE, assembly, world.services.country)
        assert (told.people, told.few, told.women_men) == (None, False, None)
        session.get_one(Vote, row(world, vote).id).state = VoteState.VOID
        session.flush()
        told = public_meeting(session, VILLAGE, assembly, world.services.country)
        assert told.people == 50, "nothing of a vote that is void is published"
