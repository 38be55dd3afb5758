"""A vote that was counted is annulled by a meeting and two people, while nothing rests on it."""

import json
import re

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import (
    HERE,
    PLANS,
    cast,
    closed,
    codes,
    prepared,
    published,
    titles,
)
from ubudehe.projects.rules.recounting import recount
from ubudehe.record.append import total

WHY = {"reason": "Some voted twice.", "votes_for": "40", "votes_against": "6", "abstained": "0"}
SAME = {
    "budget": "500000",
    "method": "cards",
    "electorate": "households",
    "cards": "20",
    "kind": "approval",
    "marks": "3",
    "rule": "greedy_votes",
    "threshold": "0",
}


def counted(world: World) -> tuple[Visitor, str]:
    """Return the facilitator and a vote on cards that chose the bridge."""
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:8]:
        cast(world, code, ("Bridge",))
    closed(visitor, vote, 8)
    return visitor, vote


def states(world: World, visitor: Visitor) -> dict[str, str]:
    """Return by title what the pages say of the proposals."""
    found = {}
    for id_, title in titles(world).items():
        page = visitor.get(f"/en/proposals/{id_}")
        found[title] = re.findall(r'class="state[^"]*">([^<]+)<', page)[0]
    return found


def sums(world: World) -> tuple[int, int]:
    """Return how many votes and chosen projects the village has."""
    with world.services.database.read() as session:
        return total(session, VILLAGE, "votes"), total(session, VILLAGE, "projects")


def test_a_counted_vote_is_annulled_and_held_again(world: World) -> None:
    before = sums(world)
    visitor, vote = counted(world)
    files = published(world, vote)
    assert sums(world) == (before[0] + 1, before[1] + 1)
    old_page = visitor.fields(f"{vote}/annul")
    visitor.done(f"{vote}/annul", WHY)
    assert sums(world) == before
    shown = f"/en/votes/{vote.rsplit('/', 1)[1]}"
    public = visitor.get(shown)
    for said in ("A meeting annulled this vote", "Some voted twice.", "Facilitator", "Chair"):
        assert said in public
    assert "Bridge" in public, "the result stays"
    assert "A meeting annulled this vote" in visitor.get(f"{shown}/poster")
    now = published(world, vote)
    assert recount(now).faults == ()
    assert json.loads(now["result.json"])["annulled"] == "2026-06-15"
    assert "annulled" not in json.loads(files["result.json"])
    stand = states(world, visitor)
    assert stand["Bridge"] == stand["Water tank"] != "Chosen"
    assert "not at that step" in visitor.refused(f"{vote}/annul", WHY), "twice"
    stale = {**old_page, **WHY, "act": "00000000-0000-4000-8000-000000000007"}
    assert visitor.client.post(f"{vote}/annul", data=stale).status_code in (409, 422)
    meeting = re.findall(rf"{HERE}/assemblies/[0-9a-f-]+", visitor.get(f"{HERE}/assemblies"))[0]
    minutes = visitor.get(meeting)
    assert "A vote that was counted before is annulled" in minutes
    assert "Taken back or void" in minutes
    assert faults_of_grown(world) == []
    # The same ballot is prepared again from the page, and its winner is chosen by the new vote.
    again = re.search(r'href="([^"]+/votes/new\?again=[^"]+)"', visitor.get(vote))
    assert again is not None
    form = visitor.get(again.group(1))
    ids = re.findall(r'name="proposals\[\]"\s+value="([^"]+)"\s+checked', form)
    assert len(ids) == len(PLANS)
    assert 'value="500000"' in form
    other = visitor.done(again.group(1), {**SAME, "proposals": ids})
    assert other != vote
    code = codes(visitor, other)[0]
    visitor.done(f"{other}/open", {})
    cast(world, code, ("Water tank",))
    closed(visitor, other, 1)
    assert states(world, visitor)["Water tank"] == "Chosen"
    assert faults_of_grown(world) == []


def test_what_a_later_vote_chose_stays_chosen_when_the_vote_it_lost_is_annulled(
    world: World,
) -> None:
    visitor, vote = counted(world)
    lost = [id_ for id_, title in titles(world).items() if title == "Water tank"]
    later = visitor.done(f"{HERE}/votes/new", {**SAME, "proposals": lost})
    (code, *_) = codes(visitor, later)
    visitor.done(f"{later}/open", {})
    cast(world, code, ("Water tank",))
    closed(visitor, later, 1)
    visitor.done(f"{vote}/annul", WHY)
    stand = states(world, visitor)
    assert stand["Water tank"] == "Chosen" != stand["Bridge"]
    assert faults_of_grown(world) == []


def test_only_two_people_in_a_meeting_that_agrees(world: World) -> None:
    visitor, vote = counted(world)
    annul = f"{vote}/annul"
    alone = {**WHY, "second_phone": "", "second_pin": ""}
    assert "Two people annul a vote" in visitor.refused(annul, alone)
    one = world.find("facilitator", VILLAGE)
    same = {**WHY, "second_phone": one.phone, "second_pin": one.pin}
    assert "Two people annul a vote" in visitor.refused(annul, same)
    for yes in ("5", "6"):
        assert "did not agree" in visitor.refused(annul, {**WHY, "votes_for": yes})
    assert "only 50 people" in visitor.refused(annul, {**WHY, "votes_for": "45"})
    assert "Fill this in" in visitor.refused(annul, {**WHY, "reason": ""})
    assert states(world, visitor)["Bridge"] == "Chosen"
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(annul).status_code == 403
    there = annul.replace(VILLAGE, "22120305")
    assert visitor.client.get(there).status_code == 403
    assert faults_of_grown(world) == []


def test_a_vote_that_is_not_counted_is_declared_void_instead(world: World) -> None:
    visitor, vote = prepared(world)
    assert "not at that step" in visitor.refused(f"{vote}/annul", WHY)
    assert "/annul" not in visitor.get(vote)
    visitor.done(f"{vote}/void", {"reason": "The wrong projects."})
    assert "votes/new?again=" in visitor.get(vote)
