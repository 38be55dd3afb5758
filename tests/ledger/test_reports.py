"""Closing a project with a report to the assembly."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, paid, project
from tests.projects.ballots import in_meeting

REPORT = {"text": "The tap stands. The water committee takes care of it."}


def test_a_project_is_closed_once_nothing_waits_and_the_meeting_heard_it(
    world: World, treasurer: Visitor
) -> None:
    one = project(treasurer)
    close = f"{MONEY}/projects/{one}/close"
    waiting = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    facilitator = world.signed_in("facilitator", VILLAGE)
    assert "Open a meeting first" in facilitator.refused(close, REPORT)
    facilitator = in_meeting(world)
    assert "still waits for approval" in facilitator.refused(close, REPORT)
    world.signed_in("chair", VILLAGE).done(f"{waiting}/approve", {})
    facilitator.done(close, REPORT)
    assert "closed with a report" in facilitator.refused(close, REPORT)
    assert "The tap stands." in world.client().get(f"/en/projects/{one}").text
    page = treasurer.refused(f"{MONEY}/new/paid", {**paid(treasurer), "project": one})
    assert "closed with a report" in page
    assert project(treasurer) != one


@pytest.mark.both_engines
def test_a_meeting_opens_a_project_again_and_the_old_report_stays_below(
    world: World, treasurer: Visitor
) -> None:
    one = project(treasurer)
    here, why = f"{MONEY}/projects/{one}", {"reason": "The tap leaks."}
    facilitator = world.signed_in("facilitator", VILLAGE)
    assert "Open a meeting first" in facilitator.refused(f"{here}/reopen", why)
    facilitator = in_meeting(world)
    assert "not closed" in facilitator.refused(f"{here}/reopen", why)
    facilitator.done(f"{here}/close", REPORT)
    nobody = {**why, "second_phone": "", "second_pin": ""}
    assert "Two people open a project again" in facilitator.refused(f"{here}/reopen", nobody)
    facilitator.done(f"{here}/reopen", why)
    public = world.client().get(f"/en/projects/{one}").text
    assert "A report that was taken back" in public
    assert REPORT["text"] in public
    assert why["reason"] in public
    french = world.client().get(f"/fr/projects/{one}").text
    assert f'<span lang="en">{why["reason"]}</span>' in french, "a reader is told its language"
    treasurer.done(f"{MONEY}/new/paid", {**paid(treasurer), "project": one})
    list_ = facilitator.get(f"/en/work/{VILLAGE}/assemblies")
    met = re.findall(r'href="(/en/work/[^"]*/assemblies/[0-9a-f-]+)"', list_)
    minutes = facilitator.get(met[0])
    assert "Taken back or void</span>" in minutes.split("The project was closed")[0][-200:]
    assert minutes.count("The project was opened again") == 1
    assert faults_of_grown(world) == []
