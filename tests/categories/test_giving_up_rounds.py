"""A round begun by mistake is given up until its list is posted; the former one holds again."""

import re
from datetime import timedelta

import pytest

from tests.categories.test_appeals import filed
from tests.categories.test_round import (
    HANDS,
    HERE,
    decide_all,
    homes,
    made_final,
    posted,
    round_in_meeting,
    started,
)
from tests.conftest import VILLAGE, World, faults_of_grown
from ubudehe.record.append import total

WITHDRAW = f"{HERE}/categories/withdraw"
CANCEL = f"{HERE}/categories/cancel"
WHY = {"reason": "It was begun a year too early."}
MOVED = {"kind": "moved", "happened_on.y": "2026", "where_to": "Huye"}


def classified(world: World) -> int:
    with world.services.database.read() as session:
        return total(session, VILLAGE, "classified")


@pytest.mark.both_engines
def test_a_round_begun_by_mistake_leaves_nothing(world: World) -> None:
    visitor, _ = started(world)
    old = visitor.fields(CANCEL)
    visitor.done(CANCEL, WHY)
    page = visitor.get(f"{HERE}/categories")
    assert WHY["reason"] in page
    assert "categories/start" in page
    again = {**old, **WHY, "act": "00000000-0000-4000-8000-000000000007"}
    assert visitor.client.post(CANCEL, data=again).status_code in (409, 422), "an old page"
    visitor.done(f"{HERE}/categories/start", {"scheme": "2015", "estimated": "50"})
    visitor.done(f"{HERE}/categories/agree", {**HANDS, "read_aloud": "yes"})
    assert faults_of_grown(world) == []


def test_what_the_former_round_decided_holds_again(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    before = classified(world)
    first = homes(visitor)[0]
    world.clock.now += timedelta(days=1)
    visitor, _ = round_in_meeting(world)
    decide_all(visitor, "1:no_house")
    day = world.clock.now
    moved = {**MOVED, "happened_on.d": str(day.day), "happened_on.m": str(day.month)}
    visitor.done(f"{HERE}/households/{first}/event", moved)
    nobody = {**WHY, "second_phone": "", "second_pin": ""}
    assert "Two people give up a round" in visitor.refused(CANCEL, nobody)
    one = world.find("facilitator", VILLAGE)
    same = {**WHY, "second_phone": one.phone, "second_pin": one.pin}
    assert "Two people give up a round" in visitor.refused(CANCEL, same)
    visitor.done(CANCEL, WHY)
    assert classified(world) == before - 1, "who left meanwhile is not counted"
    assert faults_of_grown(world) == []
    file = visitor.get(f"{HERE}/households/{homes(visitor)[1]}/file")
    told = re.findall(r"(<b>)?Category (\d)(?:</b>)?, ", file.split("Decisions")[1])
    assert told == [("", "1"), ("<b>", "2")], "one of two decisions is in force"
    assert "No round is going on" in visitor.refused(CANCEL, WHY), "twice"


def test_a_posted_list_is_not_given_up(world: World) -> None:
    visitor, _ = posted(world)
    assert CANCEL not in visitor.get(f"{HERE}/categories")
    assert "put right by" in visitor.refused(CANCEL, WHY)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(CANCEL).status_code == 403
    there = CANCEL.replace(VILLAGE, "22120305")
    assert visitor.client.get(there).status_code == 403


def test_a_list_posted_by_mistake_is_taken_back_and_posted_again(world: World) -> None:
    visitor, meeting = posted(world)
    old = visitor.fields(WITHDRAW)
    nobody = {**WHY, "second_phone": "", "second_pin": ""}
    assert "Two people take a posted list back" in visitor.refused(WITHDRAW, nobody)
    one = world.find("facilitator", VILLAGE)
    same = {**WHY, "second_phone": one.phone, "second_pin": one.pin}
    assert "Two people take a posted list back" in visitor.refused(WITHDRAW, same)
    visitor.done(WITHDRAW, WHY)
    assert "not posted yet" in visitor.refused(WITHDRAW, WHY)
    assert "The posted list of categories was taken back." in visitor.get(meeting)
    assert WHY["reason"] in visitor.get(meeting)
    assert "once the list is posted" in visitor.client.get(f"{HERE}/appeals/new").text
    assert faults_of_grown(world) == []
    visitor.done(f"{HERE}/categories/post", {})
    again = {**old, **WHY, "act": "00000000-0000-4000-8000-000000000007"}
    assert visitor.client.post(WITHDRAW, data=again).status_code in (409, 422), "an old page"
    path = filed(visitor, homes(visitor)[0])
    assert "rests on the list" in visitor.refused(WITHDRAW, WHY)
    visitor.done(f"{path}/withdraw", {"reason": "A mistake."})
    visitor.done(WITHDRAW, WHY)
    assert faults_of_grown(world) == []
