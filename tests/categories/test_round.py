"""A round over HTTP: agreed, mapped, decided in the assembly, posted, appealed, final."""

import re
from datetime import timedelta

import pytest

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.record.append import total

HERE = f"/en/work/{VILLAGE}"
HANDS = {"votes_for": "40", "votes_against": "0", "abstained": "3"}


def started(world: World, scheme: str = "2015") -> tuple[Visitor, str]:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    visitor.done(f"{HERE}/categories/start", {"scheme": scheme, "estimated": "50"})
    return visitor, meeting


def round_in_meeting(world: World, scheme: str = "2015") -> tuple[Visitor, str]:
    visitor, meeting = started(world, scheme)
    visitor.done(f"{HERE}/categories/agree", {**HANDS, "read_aloud": "yes"})
    visitor.done(f"{HERE}/categories/map", {})
    return visitor, meeting


def choices(page: str) -> list[str]:
    return re.findall(r'name="(choice\.[^"]+)"', page)


def decide_all(visitor: Visitor, value: str = "2:has_house") -> None:
    while True:
        answer = visitor.client.get(f"{HERE}/categories/decide")
        if answer.status_code == 303:
            return
        typed = {**HANDS, **dict.fromkeys(choices(answer.text), value)}
        visitor.done(f"{HERE}/categories/decide", typed)


def posted(world: World, scheme: str = "2015", value: str = "2:has_house") -> tuple[Visitor, str]:
    visitor, meeting = round_in_meeting(world, scheme)
    decide_all(visitor, value)
    visitor.done(f"{HERE}/categories/post", {})
    return visitor, meeting


def made_final(world: World, scheme: str, value: str) -> Visitor:
    visitor, meeting = posted(world, scheme, value)
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    world.clock.now += timedelta(days=15)
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/categories/final", {})
    return visitor


def homes(visitor: Visitor) -> list[str]:
    return re.findall(r"household=([0-9a-f-]{36})", visitor.get(f"{HERE}/categories/list"))


def test_a_round_from_assembly_to_final(world: World) -> None:
    visitor, meeting = round_in_meeting(world)
    assert "history" not in visitor.get(f"{HERE}/categories/criteria")
    decide_all(visitor)
    page = visitor.get(f"{HERE}/categories")
    assert "46 of 46 registered households" in page
    assert "may have 50 households" in page
    visitor.done(f"{HERE}/categories/post", {})
    assert "Appeals can be filed until" in visitor.refused(f"{HERE}/categories/final", {})
    world.clock.now += timedelta(days=15)
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "Close the minutes" in visitor.refused(f"{HERE}/categories/final", {})
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    visitor.done(f"{HERE}/categories/final", {})
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "classified") == 46


def test_each_step_needs_what_the_earlier_one_gives(world: World) -> None:
    visitor, _ = started(world)
    assert "agree on the criteria first" in visitor.refused(f"{HERE}/categories/map", {})
    assert "agree on the criteria first" in visitor.refused(f"{HERE}/categories/post", {})
    page = visitor.get(f"{HERE}/categories/decide")
    first = {choices(page)[0]: "2:has_house"}
    early = visitor.refused(f"{HERE}/categories/decide", {**HANDS, **first})
    assert "agree on the criteria first" in early
    unread = visitor.refused(f"{HERE}/categories/agree", HANDS)
    assert 'id="e-read_aloud"' in unread
    against = {"votes_for": "3", "votes_against": "40", "abstained": "0", "read_aloud": "yes"}
    assert "did not agree" in visitor.refused(f"{HERE}/categories/agree", against)
    many = {"votes_for": "4000", "votes_against": "0", "abstained": "0", "read_aloud": "yes"}
    assert "Count again" in visitor.refused(f"{HERE}/categories/agree", many)
    visitor.done(f"{HERE}/categories/agree", {**HANDS, "read_aloud": "yes"})
    assert "past this step" in visitor.refused(
        f"{HERE}/categories/agree", {**HANDS, "read_aloud": "yes"}
    )
    unmapped = visitor.refused(f"{HERE}/categories/decide", {**HANDS, **first})
    assert "Draw the map" in unmapped


def test_hands_are_counted_and_who_has_an_interest_abstains(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    path = f"{HERE}/categories/decide"
    first = {choices(visitor.get(path))[0]: "2:has_house"}
    assert 'id="e-votes_for"' in visitor.refused(path, first)
    more = {"votes_for": "9000", "votes_against": "0", "abstained": "0"}
    assert "Count again" in visitor.refused(path, {**more, **first})
    assert "among those who abstained" in visitor.refused(
        path, {**HANDS, **first, "interested": "4"}
    )
    against = {"votes_for": "10", "votes_against": "30", "abstained": "0"}
    page = visitor.refused(path, {**against, **first})
    assert "did not agree" in page
    assert 'value="2:has_house" selected' in page
    assert "0 of 46" in visitor.get(f"{HERE}/categories")


@pytest.mark.both_engines
def test_one_household_is_decided_by_secret_vote_with_all_beside_it(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    page = visitor.get(f"{HERE}/categories/decide")
    name = choices(page)[0]
    path = f"{HERE}/categories/decide/{name.removeprefix('choice.')}"
    assert "Its own view" in visitor.get(path)
    typed = {**HANDS, name: "1:no_house", "secret": "yes", "note": "The roof fell in March."}
    visitor.done(path, typed)
    file = visitor.get(f"{HERE}/households/{name.removeprefix('choice.')}/file")
    assert "secret vote" in file
    assert "The roof fell in March." in file


def test_after_posting_a_late_household_joins_and_nothing_else_changes(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = f"{HERE}/categories/decide/{home}"
    again = visitor.refused(path, {**HANDS, f"choice.{home}": "1:no_house"})
    assert "changes by an appeal" in again
    visitor.done(
        f"{HERE}/households/new", {"head": "LATE Comer", "isibo_new": "Ingenzi", "f_18_35": 1}
    )
    page = visitor.get(f"{HERE}/categories/decide")
    assert "LATE Comer" in page
    late = choices(page)
    assert len(late) == 1
    visitor.done(f"{HERE}/categories/decide", {**HANDS, late[0]: "1:no_house"})
    assert "47 of 47" in visitor.get(f"{HERE}/categories")
    assert "Came late to the list" in visitor.get(f"{HERE}/categories/changes")


def test_only_an_open_meeting_with_quorum_decides(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/categories/start", {"scheme": "2020"})
    alone = facilitator.refused(f"{HERE}/categories/agree", {**HANDS, "read_aloud": "yes"})
    assert "Only an open meeting can decide" in alone
    assert "0 of 46" in facilitator.get(f"{HERE}/categories")


def test_a_category_of_another_scheme_or_household_is_refused(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    path = f"{HERE}/categories/decide"
    name = choices(visitor.get(path))[0]
    for value in ("A:income_a", "2:no_house", "2", ":", "1:'--"):
        visitor.refused(path, {**HANDS, name: value})
    stranger = "choice.00000000-0000-4000-8000-000000000000"
    answer = visitor.send(path, {**HANDS, stranger: "1:no_house"})
    assert answer.status_code == 404
    visitor.refused(path, {**HANDS, "choice.damaged": "1:no_house"})


def test_the_scheme_of_2001_is_history(facilitator: Visitor) -> None:
    assert "2001" not in facilitator.get(f"{HERE}/categories/start")
    facilitator.refused(f"{HERE}/categories/start", {"scheme": "2001"})


def test_one_round_at_a_time(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    page = visitor.refused(f"{HERE}/categories/start", {"scheme": "2020"})
    assert "still going on" in page


def test_no_officer_can_change_a_villages_decision(world: World) -> None:
    round_in_meeting(world)
    for role, place in (("cell_secretary", CELL), ("district_officer", "22")):
        officer = world.signed_in(role, place)
        for path in (
            "agree",
            "map",
            "decide",
            "post",
            "final",
            "list",
        ):
            assert officer.client.get(f"{HERE}/categories/{path}").status_code == 403
