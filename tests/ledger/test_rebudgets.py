"""A budget that a meeting changes: old beside new, and each payment held against its own day's."""

import re
from datetime import date

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, day, paid, project, typed_in
from tests.ledger.test_grants import agreed
from tests.projects.ballots import in_meeting
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.ledger.rules.budget_in_force import in_force
from ubudehe.record.queries import record_size

NEW = {
    "amounts.materials": "640 000",
    "amounts.paid_labour": "124 000",
    "amounts.transport": "62 000",
    "amounts.services": "60 000",
}
WHY = {"reason": "Cement costs more than we thought."}


@pytest.mark.both_engines
def test_a_meeting_changes_a_budget_and_the_old_one_stays_beside_it(
    world: World, treasurer: Visitor
) -> None:
    one = project(treasurer)
    path = f"{MONEY}/projects/{one}/rebudget"
    facilitator = world.signed_in("facilitator", VILLAGE)
    assert "Open a meeting first" in facilitator.refused(path, {**NEW, **WHY})
    facilitator = in_meeting(world)
    assert path in facilitator.get(f"{MONEY}/projects")
    same = typed_in(facilitator, path)
    assert "Nothing is different" in facilitator.refused(path, {**same, **WHY})
    page = facilitator.refused(path, {**NEW, **WHY, "amounts.materials": "1"})
    assert "so it cannot be less" in page
    assert WHY["reason"] in page, "what was typed stays"
    page = facilitator.refused(path, {**NEW, **WHY})
    assert "it may be 620\u00a0000\u00a0Frw at most" in page, "no other money is free"
    assert "No other money is free" in facilitator.get(path)
    agreed(world)
    assert "it may be 918\u00a0800\u00a0Frw at most" in facilitator.get(path)
    alone = {**NEW, **WHY, "second_phone": "", "second_pin": ""}
    assert "Two people change a budget" in facilitator.refused(path, alone)
    with world.services.database.read() as session:
        before_it = record_size(session, VILLAGE)
    old = facilitator.fields(path)
    facilitator.done(path, {**NEW, **WHY})
    with world.services.database.read() as session:
        assert sum(changed_costs(session, VILLAGE).values()) > 0
        assert changed_costs(session, VILLAGE, before_it) == {}, "as the record said before"
    again = {**old, **NEW, **WHY, "act": "00000000-0000-4000-8000-000000000007"}
    assert facilitator.client.post(path, data=again).status_code in (409, 422), "an old page"
    public = world.client().get(f"/en/projects/{one}").text
    told = public.split("A meeting changed the budget on 15 June 2026")[1]
    for said in (WHY["reason"], "434\u00a0000", "640\u00a0000"):
        assert said in told, said
    asked = world.client().get(f"/en/proposals/{one}").text
    assert "Planned now: 886\u00a0000\u00a0Frw" in asked, "beside what was asked"
    assert f'href="/en/projects/{one}"' in asked
    board = world.client().get(f"/en/p/{VILLAGE}/projects").text
    assert board.count("Planned now: 886\u00a0000\u00a0Frw") == 1
    api = world.client()
    told_once = api.get(f"/api/v1/projects/{one}").json()
    listed = api.get(f"/api/v1/villages/{VILLAGE}/projects").json()["items"]
    assert told_once["cost"]["minor"] == 886_000, "what it may cost now"
    assert told_once["cost"] in [line["cost"] for line in listed if line["id"] == one]
    french = world.client().get(f"/fr/projects/{one}").text
    assert f'<span lang="en">{WHY["reason"]}</span>' in french, "a reader is told its language"
    list_ = facilitator.get(f"/en/work/{VILLAGE}/assemblies")
    met = re.findall(r'href="(/en/work/[^"]*/assemblies/[0-9a-f-]+)"', list_)
    minutes = facilitator.get(met[0])
    assert "The budget was changed" in minutes
    assert "Materials: " in minutes
    more = "This payment is more"
    now = {**paid(treasurer, amount="20 000", purpose="services", project=one), **day(15)}
    assert more not in treasurer.get(treasurer.done(f"{MONEY}/new/paid", now))
    before = {**now, **day(14), "what": "Before"}
    assert more in treasurer.get(treasurer.done(f"{MONEY}/new/paid", before))
    assert faults_of_grown(world) == []


def test_who_may_not_change_a_budget(world: World, treasurer: Visitor) -> None:
    path = f"{MONEY}/projects/{project(treasurer)}/rebudget"
    assert treasurer.client.get(path).status_code == 403
    facilitator = in_meeting(world)
    there = path.replace(VILLAGE, "22120305")
    assert facilitator.client.get(there).status_code == 403
    nothing = re.sub("[0-9a-f-]{36}", "00000000-0000-4000-8000-000000000001", path)
    assert facilitator.client.get(nothing).status_code == 404
    facilitator.done(path.replace("rebudget", "close"), {"text": "Done."})
    assert "closed with a report" in facilitator.refused(path, {**NEW, **WHY})


def test_a_change_holds_from_its_day_on() -> None:
    first, last = {"materials": 2}, {"materials": 3}
    changes = [(_on(10), first), (_on(20), last)]
    found = [in_force({"materials": 1}, changes, _on(at))["materials"] for at in (9, 10, 19, 20)]
    assert found == [1, 2, 2, 3]
    assert in_force({"materials": 1}, changes, None) == last


def _on(number: int) -> date:
    return date(2026, 6, number)
