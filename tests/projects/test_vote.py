"""Votes over HTTP: with cards, on paper, with beans, by hands; counted, published, recounted."""

import json
import re
from typing import Any

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
    letters,
    prepared,
    propose,
    published,
    row,
    winners,
)
from ubudehe.people.tables import RoleGrant
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.voting.tables import Ballot, BallotPattern, PaperBallot


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
    assert "Passed over: it costs" in page
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


def account_of(world: World, role: str) -> str:
    with world.services.database.read() as session:
        held = select(RoleGrant.account).where(RoleGrant.role == role, RoleGrant.place == VILLAGE)
        return str(session.exec(held).one())


@pytest.mark.both_engines
def test_a_show_of_hands_needs_two_tellers_who_agree(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    by_letter = letters(visitor, vote)
    ids = dict(re.findall(r'id="women(\w)" name="women\.([^"]+)"', visitor.get(f"{vote}/count/1")))

    def hands(name: str, **counts: tuple[int, int]) -> dict[str, str]:
        said = {"Bridge": (10, 10), "School desks": (9, 8), "Water tank": (11, 9), **counts}
        typed = {"name": name}
        for title, (women, men) in said.items():
            id_ = ids[by_letter[title]]
            typed |= {f"women.{id_}": str(women), f"men.{id_}": str(men)}
        return typed

    page = visitor.refused(f"{vote}/count/1", hands("Rose", Bridge=(30, 21)))
    assert "Only 50 people" in page
    assert 'value="30"' in page, "what was typed stays"
    visitor.refused(f"{vote}/count/1", {"name": "Rose"})
    assert "Both tellers" in visitor.refused(f"{vote}/close", {})
    visitor.done(f"{vote}/count/1", hands("Rose"))
    assert "two different people" in visitor.refused(f"{vote}/count/2", hands("Rose"))
    alone = visitor.refused(f"{vote}/count/2", hands("Jean"))
    assert "signed in as themselves" in alone
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{vote}/count/2", hands("Jean", Bridge=(10, 11)))
    assert "The two counts differ" in visitor.get(f"{vote}/count")
    visitor.refused(f"{vote}/close", {})
    chair.done(f"{vote}/count/2", hands("Jean"))
    nobody = {"second_phone": "", "second_pin": ""}
    assert "Two people close a vote" in visitor.refused(f"{vote}/close", nobody)
    named = {**nobody, "second": account_of(world, "chair")}
    assert "Two people close a vote" in visitor.refused(f"{vote}/close", named), "without a PIN"
    visitor.done(f"{vote}/close", {})
    # Bridge and tank have 20 each: the cheaper comes first.
    assert winners(visitor, vote) == ["Water tank", "Bridge"]
    files = published(world, vote)
    assert recount(files).faults == ()
    assert json.loads(files["result.json"])["kind"] == "totals"


def test_hands_and_beans_refuse_rules_that_need_ballots(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, title, cost) for title, cost in PLANS]
    vote = {
        "proposals": ids,
        "budget": "500000",
        "electorate": "households",
        "method": "hands",
        "rule": "mes_cost_inc1pct_util",
    }
    assert "only totals" in visitor.refused(f"{HERE}/votes/new", vote)
    vote |= {"method": "cards", "cards": "9", "kind": "approval", "rule": "borda"}
    assert "in an order" in visitor.refused(f"{HERE}/votes/new", vote)


def test_beans_in_jars(world: World) -> None:
    visitor, vote = prepared(world, method="beans", marks="5", kind="points")
    come(world, visitor, vote, 12)
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'id="beans(\w)" name="beans\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    beans = dict(zip("ABC", (30, 20, 10), strict=True))
    too_many = {"name": "R", **{f"beans.{id_}": "99" for _, id_ in ids}}
    assert "only 230 beans" in visitor.refused(f"{vote}/count/1", too_many)
    tellers = ((1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)))
    for turn, name, teller in tellers:
        typed = {"name": name, **{f"beans.{id_}": str(beans[letter]) for letter, id_ in ids}}
        teller.done(f"{vote}/count/{turn}", typed)
    by_letter = {letter: title for title, letter in letters(visitor, vote).items()}
    closed(visitor, vote, 12)
    assert winners(visitor, vote)[0] == by_letter["A"]
    assert recount(published(world, vote)).faults == ()


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
    assert "1 difference" in visitor.get(f"{vote}/paper")
    visitor.refused(f"{vote}/close", {"signed_in": "6"})
    visitor.refused(f"{pile}/compare", {"reading.3": ""})
    visitor.done(f"{pile}/compare", {"reading.3": tank})
    assert "agreed" in visitor.get(f"{vote}/paper")
    visitor.done(f"{vote}/close", {"signed_in": "6", "handed_out": "6"})
    found = row(world, vote)
    assert (found.counted, found.spoiled, found.blank) == (5, 1, 1)
    assert winners(visitor, vote) == ["Bridge", "Water tank"]
    with world.services.database.read() as session:
        assert not session.exec(select(PaperBallot)).all()


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
    event = _last_event(world, "vote.prepare")
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


def test_the_public_page_of_an_open_vote_shows_turnout_only(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    come(world, visitor, vote, 6)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge",))
    id_ = row(world, vote).id
    page = world.client().get(f"/en/votes/{id_}").text
    assert "until then nobody knows" in page
    assert "Turnout" in page
    assert "6 votes" not in page
    assert world.client().get(f"/data/votes/{id_}/result.json").status_code == 404


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


def test_the_result_page_explains_every_project(world: World) -> None:
    with world.services.database.read() as session:
        pattern = session.exec(select(BallotPattern.vote)).first()
    page = world.client().get(f"/en/votes/{pattern}").text
    assert "What other rules would have chosen" in page
    assert page.count('class="state yes"') >= 1
    for lang in ("rw", "fr", "sw"):
        assert world.client().get(f"/{lang}/votes/{pattern}").status_code == 200


def _last_event(world: World, type_: str) -> dict[str, Any]:
    with world.services.database.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT entry FROM log_leaf WHERE log = '22120308' ORDER BY idx DESC"
        )
        events = [json.loads(bytes(entry)) for (entry,) in found]
    return next(event for event in events if event["t"] == type_)


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


def test_beans_take_no_share_of_people(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, title, cost) for title, cost in PLANS]
    vote: dict[str, str | list[str]] = {
        "proposals": ids,
        "budget": "500000",
        "electorate": "households",
        "method": "beans",
        "threshold": "10",
    }
    assert "do not tell how many people" in visitor.refused(f"{HERE}/votes/new", vote)
    visitor.done(f"{HERE}/votes/new", {**vote, "threshold": "0"})


@pytest.mark.parametrize(("voters", "chosen"), [(22, False), (23, True)])
def test_a_vote_without_its_quorum_chooses_nothing(world: World, voters: int, chosen: bool) -> None:
    """Half of 46 households are 23."""
    visitor, vote = prepared(world, quorum="50", cards="30")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:voters]:
        cast(world, code, ("Bridge",))
    closed(visitor, vote, voters)
    assert winners(visitor, vote) == (["Bridge"] if chosen else [])
    page = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert ("Too few took part for anything to be chosen." in page) is not chosen
    assert f'<td class="n">{voters}</td>' in page
    assert recount(published(world, vote)).faults == ()
    with world.services.database.read() as session:
        state = session.exec(select(Proposal.state).where(Proposal.title == "Bridge")).one()
    assert state == ("chosen" if chosen else "not_chosen")


def test_what_is_typed_at_closing_never_takes_the_place_of_the_roll(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    come(world, visitor, vote, 12)
    visitor.done(f"{vote}/open", {})
    for code in cards[:12]:
        cast(world, code, ("Bridge",))
    typed = {"signed_in": "18", "handed_out": "12", "women": "31", "cards_left": "8"}
    page = visitor.refused(f"{vote}/close", typed)
    assert "18 voters were counted at the door, but 12 are signed in on the roll." in page
    assert "31 women came to vote, but 30 were counted at the meeting." in page
    visitor.done(f"{vote}/close", {**typed, "reason": "The rain."})
    assert row(world, vote).signed_in == 12
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "18 voters were counted at the door, but 12 are signed in on the roll." in public
    assert "More women came to vote than were counted at the meeting." in public, "31 of 30 is few"
    assert "31 women" not in public
    assert "Why: The rain." in public


def test_more_beans_than_were_handed_out_are_named(world: World) -> None:
    visitor, vote = prepared(world, method="beans", marks="5", kind="points")
    come(world, visitor, vote, 10)
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'id="beans\w" name="beans\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    beans = {f"beans.{id_}": str(n) for id_, n in zip(ids, (60, 50, 30), strict=True)}
    for turn, name, teller in ((1, "R", visitor), (2, "J", world.signed_in("chair", VILLAGE))):
        teller.done(f"{vote}/count/{turn}", {"name": name, **beans})
    typed = {"signed_in": "10", "handed_out": "10"}
    page = visitor.refused(f"{vote}/close", typed)
    assert "140 beans lie in the jars, but only 50 were handed out." in page
    visitor.done(f"{vote}/close", {**typed, "reason": "Somebody brought beans."})


def test_more_hands_of_women_than_women_are_refused(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'name="women\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    hands = {f"{sex}.{id_}": "0" for id_ in ids for sex in ("women", "men")}
    more_women = {**hands, "name": "Rose", f"women.{ids[0]}": "31"}
    assert "Only 30 women" in visitor.refused(f"{vote}/count/1", more_women)
    more_men = {**hands, "name": "Rose", f"men.{ids[0]}": "21"}
    assert "Only 20 men" in visitor.refused(f"{vote}/count/1", more_men)


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
    event = _last_event(world, "vote.close")
    order = _last_event(world, "vote.prepare")["proposals"]
    assert event["winners"] == [id_ for id_ in order if id_ in event["winners"]]
