"""A meeting opened by mistake is taken back; one that decided something is not."""

import re

import pytest

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, World, faults_of_grown
from ubudehe.record.append import total

HERE = f"/en/work/{VILLAGE}"
WHY = {"reason": "Nobody came."}


@pytest.mark.both_engines
def test_a_meeting_opened_by_mistake_is_in_no_public_list(world: World) -> None:
    with world.services.database.read() as session:
        before = total(session, VILLAGE, "assemblies")
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    page = visitor.fields(f"{meeting}/cancel")
    visitor.done(f"{meeting}/cancel", WHY)
    again = {**page, **WHY, "act": "00000000-0000-4000-8000-000000000007"}
    assert visitor.client.post(f"{meeting}/cancel", data=again).status_code in (409, 422)
    assert "Nobody came." in visitor.get(meeting)
    assert "Did not take place" in visitor.get(f"{HERE}/assemblies")
    id_ = meeting.rsplit("/", 1)[1]
    assert id_ not in visitor.get(f"/en/p/{VILLAGE}/assemblies")
    assert visitor.client.get(f"/en/assemblies/{id_}").status_code == 404
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "assemblies") == before
    assert "A later meeting can add to them" in visitor.refused(f"{meeting}/count", COUNT)
    # What the next meeting does stands in its own minutes, not in those of the one taken back.
    visitor, other = opened(world)
    visitor.done(f"{other}/count", COUNT)
    decision = {"text": "We mend the road.", "votes_for": "9", "votes_against": "0"}
    visitor.done(f"{other}/decide", {**decision, "abstained": "0"})
    assert "mend the road" not in visitor.get(meeting)
    assert faults_of_grown(world) == []


@pytest.mark.parametrize("done", ["hands", "need"])
def test_a_meeting_at_which_something_was_done_is_not_taken_back(world: World, done: str) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    if done == "hands":
        decision = {"text": "We mend the road.", "votes_for": "9", "votes_against": "0"}
        visitor.done(f"{meeting}/decide", {**decision, "abstained": "0"})
    else:
        visitor.done(f"{HERE}/projects/need", {"text": "Clean water near the school"})
    assert "Something was done at this meeting" in visitor.refused(f"{meeting}/cancel", WHY)


def test_only_who_runs_meetings_takes_one_back(world: World) -> None:
    _, meeting = opened(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(f"{meeting}/cancel").status_code == 403
    there = meeting.replace(VILLAGE, "22120305")
    assert world.signed_in("facilitator", VILLAGE).client.get(f"{there}/cancel").status_code == 403
    assert re.search(r"assemblies/[0-9a-f-]{36}", meeting)


@pytest.mark.both_engines
def test_a_later_meeting_adds_to_closed_minutes(world: World) -> None:
    visitor, first = opened(world)
    amend, more = f"{first}/amend", {"text": "Forty people spoke against it."}
    visitor.done(f"{first}/count", COUNT)
    assert "are not closed" in visitor.refused(amend, more)
    visitor.done(f"{first}/minutes", {"text": "We met."})
    visitor.done(f"{first}/close", {})
    assert "Open a meeting first" in visitor.refused(amend, more)
    visitor, second = opened(world)
    assert "Count who is there first" in visitor.refused(amend, more)
    visitor.done(f"{second}/count", COUNT)
    nobody = {**more, "second_phone": "", "second_pin": ""}
    assert "Two people who run meetings" in visitor.refused(amend, nobody)
    visitor.done(amend, more)
    for page in (first, f"{first}/print", second):
        assert more["text"] in visitor.get(page)
    visitor.done(f"{second}/minutes", {"text": "We met again."})
    visitor.done(f"{second}/close", {})
    for meeting, told in ((first, "added to these minutes"), (second, "agreed on an addendum")):
        public = world.client().get(f"/en/assemblies/{meeting.rsplit('/', 1)[1]}").text
        assert told in public
        assert more["text"] not in public
    assert faults_of_grown(world) == []
