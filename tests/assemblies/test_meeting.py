"""A meeting over HTTP, from opening to frozen minutes."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.assemblies.rules import outcome, quorum
from ubudehe.assemblies.tables import Assembly

LIST = f"/en/work/{VILLAGE}/assemblies"
OPEN = {
    "held_on.d": "15",
    "held_on.m": "6",
    "held_on.y": "2026",
    "where": "School",
    "purpose": "general",
}
COUNT = {"women": "30", "men": "20", "young": "15", "households": "30"}
HANDS = {
    "text": "The road is repaired on Saturday",
    "votes_for": "40",
    "votes_against": "6",
    "abstained": "4",
}


def opened(world: World) -> tuple[Visitor, str]:
    visitor = world.signed_in("facilitator", VILLAGE)
    count = visitor.done(f"{LIST}/open", OPEN)
    return visitor, count.removesuffix("/count")


def test_a_meeting_from_opening_to_frozen_minutes(world: World) -> None:
    visitor, meeting = opened(world)
    assert "Count who is there first." in visitor.refused(f"{meeting}/decide", HANDS)
    visitor.done(f"{meeting}/count", COUNT)
    assert "Quorum reached" in visitor.get(meeting)
    visitor.done(f"{meeting}/decide", HANDS)
    assert "read them back" in visitor.refused(f"{meeting}/close", {})
    visitor.done(f"{meeting}/minutes", {"text": "All agreed to bring hoes."})
    visitor.done(f"{meeting}/close", {})
    page = visitor.get(meeting)
    assert "can no longer be changed" in page
    assert re.search(r"[0-9a-f]{64}", page)
    for path, typed in (("count", COUNT), ("decide", HANDS), ("minutes", {"text": "Other"})):
        assert "A later meeting can add to them" in visitor.refused(f"{meeting}/{path}", typed)
    printed = visitor.get(f"{meeting}/print")
    assert "All agreed to bring hoes." in printed
    for part in ("Place and hours", "Attendance", "Decisions", "Other matters", "Signatures"):
        assert part in printed


def test_never_more_votes_than_people(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    page = visitor.refused(f"{meeting}/decide", {**HANDS, "votes_for": "41"})
    assert "These are 51 votes, but only 50 people are there" in page
    assert 'value="41"' in page
    assert "Nothing has been decided yet." in visitor.get(meeting)


def test_counting_again_cannot_undo_votes_that_were_cast(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    visitor.done(f"{meeting}/decide", HANDS)
    fewer = {"women": "10", "men": "10", "young": "1", "households": "20"}
    assert "50 people voted earlier" in visitor.refused(f"{meeting}/count", fewer)


def test_quorum_cannot_be_counted_away_nor_kept_by_registering_later(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", {**COUNT, "households": "24"})
    fewer = {**COUNT, "households": "1"}
    assert "quorum was reached before" in visitor.refused(f"{meeting}/count", fewer)
    for number in range(2):
        home = {"head": f"Late {number}", "isibo": "Ubumwe", "f_36_64": "1"}
        visitor.done(f"/en/work/{VILLAGE}/households/new", home)
    assert "Call a new meeting" in visitor.refused(f"{meeting}/decide", HANDS)


def test_without_quorum_nothing_is_decided(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", {**COUNT, "households": "23"})
    assert "Quorum not reached" in visitor.get(meeting)
    assert "Call a new meeting" in visitor.refused(f"{meeting}/decide", HANDS)


def test_counts_that_contradict_each_other_are_refused(world: World) -> None:
    visitor, meeting = opened(world)
    assert "more young people" in visitor.refused(f"{meeting}/count", {**COUNT, "young": "51"})
    assert "more households" in visitor.refused(f"{meeting}/count", {**COUNT, "households": "51"})
    many = {**COUNT, "women": "60", "households": "47"}
    assert "Only 46 households are registered" in visitor.refused(f"{meeting}/count", many)


def test_one_meeting_at_a_time_and_none_of_tomorrow(world: World) -> None:
    visitor, _ = opened(world)
    assert "still open" in visitor.refused(f"{LIST}/open", OPEN)
    world.clock.now = world.clock.now.replace(day=15)
    assert "still to come" in visitor.refused(f"{LIST}/open", {**OPEN, "held_on.d": "16"})


def test_a_meeting_of_another_village_is_not_there(world: World, neighbour: Visitor) -> None:
    _, meeting = opened(world)
    assert neighbour.client.get(meeting).status_code == 403
    elsewhere = meeting.replace(VILLAGE, "43060101")
    assert neighbour.client.get(elsewhere).status_code == 404


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_quorum_is_more_than_half(present: int, registered: int) -> None:
    found = quorum(present, registered, (1, 2))
    assert found.reached == (2 * present > registered and present > 0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_hands_decide_and_a_tie_does_not(yes: int, no: int) -> None:
    expected = "accepted" if yes > no else "refused" if no > yes else "tied"
    assert outcome(yes, no) == expected


def test_a_thousand_at_a_meeting_is_no_single_one(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", {**COUNT, "women": "1.000", "men": "٣٠", "young": "0"})
    with world.services.database.read() as session:
        held = session.get_one(Assembly, UUID(meeting.rsplit("/", 1)[1]))
        assert (held.women, held.men) == (1000, 30)
