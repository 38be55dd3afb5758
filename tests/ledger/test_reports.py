"""Closing a project with a report to the assembly."""

from tests.conftest import VILLAGE, World
from tests.ledger.books import MONEY, paid, project
from tests.projects.ballots import in_meeting

REPORT = {"text": "The tap stands. The water committee takes care of it."}


def test_a_project_is_closed_once_nothing_waits_and_the_meeting_heard_it(world: World) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
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
