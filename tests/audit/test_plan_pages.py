"""An audit plan from its drawing to its end, by officers who keep out of their own case."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from tests.audit.plans import (
    BESIDE,
    FOUND,
    OF_VILLAGE,
    PLANS,
    SECTOR,
    checked,
    drawn,
    later,
    officer,
    signed_months,
    typed,
)
from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.desks.test_waiting import jobs
from tests.ledger.books import CAME, posted
from ubudehe.people.tables import RoleGrant


@pytest.mark.both_engines
def test_a_plan_is_announced_begun_counted_and_closed_by_another(world: World) -> None:
    lead, page = drawn(world, villages=[VILLAGE])
    everybody, own = world.client(), page.replace(f"/en/work/{SECTOR}/plans/", "/en/audits/")
    letter = f"{own}/letters/{VILLAGE}"
    assert everybody.get(own).status_code == 404, "nobody was told yet"
    assert "An audit is announced" not in str(jobs(world.signed_in("chair", VILLAGE)))
    lead.done(f"{page}/announce", {})
    assert jobs(world.signed_in("chair", VILLAGE))["An audit is announced: have the papers ready"]
    assert letter in world.signed_in("treasurer", VILLAGE).get(OF_VILLAGE)
    for lang in ("rw", "fr", "sw", "en"):
        told = everybody.get(letter.replace("/en/", f"/{lang}/"))
        assert told.status_code == 200
    assert "The work sheets that say who came" in told.text
    assert "later day" in lead.refused(f"{page}/begin", {})
    later(world, 7)
    lead = world.signed_in("sector_officer", SECTOR)
    assert jobs(lead, SECTOR)["An announced audit: begin it on its day"] == 1
    lead.done(f"{page}/begin", {})
    above = world.signed_in("district_officer", DISTRICT)
    ended = {"summary": "The books are kept well."}
    assert "not looked at" in above.refused(f"{page}/close", ended)
    cell = world.signed_in("cell_secretary", CELL)
    finding = cell.done(f"/en/work/{VILLAGE}/findings/new", FOUND)
    assert "Findings are written" in lead.get(page)
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(f"{finding}/answer", {"text": "Gaspard has it."})
    assert "Findings are answered" in lead.get(page)
    month = signed_months(world)[0]
    lead.done(
        f"/en/work/{VILLAGE}/findings/sign-off", {"first": month, "last": month, "text": "Seen."}
    )
    assert "Signed off" in lead.get(page)
    assert "not who led it" in lead.refused(f"{page}/close", ended)
    visit = f"{VILLAGE} {world.clock.now.date().isoformat()} 1"
    handed_on = {"lead": officer(world, "cell_secretary", CELL), "visits": visit}
    why = {"reason": "The cell leads it now.", "villages": "", "others": ""}
    lead.done(f"{page}/amend", {**typed(world), **handed_on, **why})
    assert "not who led it" in lead.refused(f"{page}/close", ended), "who led it before neither"
    assert f"{page}/close" not in lead.get(page)
    assert "An audit to close with a summary" not in jobs(lead, SECTOR)
    assert f"{page}/close" in above.get(page)
    assert "An audit to close with a summary" in jobs(above, SECTOR)
    above.done(f"{page}/close", ended)
    read = everybody.get(own).text + everybody.get(f"/en/p/{VILLAGE}/audits").text
    assert "The books are kept well." in read
    assert "1 finding" in read
    assert own in everybody.get(f"/en/p/{DISTRICT}/audits/0").text
    names = [world.find("sector_officer", SECTOR).name, world.find("cell_secretary", CELL).name]
    for private in ("Gaspard", "Where is it?", *names):
        assert private not in read + told.text
    later(world, 1)
    above = world.signed_in("district_officer", DISTRICT)
    above.done(f"{finding}/withdraw", {"text": "It was in the box."})
    assert "1 finding was raised" in above.get(page), "its figures are those of its end"
    above.done(f"{page}/reopen", {"reason": "One receipt came late."})
    assert "0 findings were raised" in above.get(page)
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_a_sample_is_written_down_counted_and_taken_back(world: World) -> None:
    posted(world, CAME, "came")  # so that its record is signed
    lead, page = drawn(world, villages=[VILLAGE])
    lead.done(f"{page}/announce", {})
    sample = f"/en/work/{VILLAGE}/sample"
    later(world, 7)
    lead, cell = (
        world.signed_in("sector_officer", SECTOR),
        world.signed_in("cell_secretary", CELL),
    )
    lead.done(f"{page}/begin", {})
    half = {"draw": "4 1 6", "method": "mus", "size": "2", "keep": "yes"}
    assert "Say of each entry first" in lead.refused(sample, half)
    checked(lead, sample)
    assert "Visited: a sample is checked" in lead.get(page)
    listed = lead.get(OF_VILLAGE)
    drop = re.findall(rf"{sample}/[0-9a-f-]+/drop", listed)[0]
    everybody = world.client().get(f"/en/p/{VILLAGE}/audits").text
    assert "2 entries were checked" in everybody
    assert world.find("sector_officer", SECTOR).name not in everybody
    assert "A higher level" in cell.refused(drop, {"text": "It is not so."})
    lead.done(drop, {"text": "I typed it wrongly."})
    assert lead.client.get(drop).status_code == 404
    assert "Not begun" in lead.get(page)
    assert "I typed it wrongly" not in world.client().get(f"/sw/p/{VILLAGE}/audits").text
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_an_announced_plan_is_amended_and_called_off_with_reasons(world: World) -> None:
    lead, page = drawn(world)
    assert "passed" in lead.refused(f"{page}/amend", amended(world, 0))
    lead.done(f"{page}/announce", {})
    day = world.clock.now.date() + timedelta(days=9)
    old = lead.fields(f"{page}/amend")
    lead.done(f"{page}/amend", amended(world, 9))
    stale = lead.client.post(f"{page}/amend", data={**old, **amended(world, 10)})
    assert "Now it says" in stale.text
    own = page.replace(f"/en/work/{SECTOR}/plans/", "/en/audits/")
    told = world.client().get(f"{own}/letters/{VILLAGE}").text
    assert f"{day.day} " in told
    assert "The road is closed." in told
    assert world.client().get(f"{own}/letters/{BESIDE}").status_code == 404, "left out by now"
    lead.done(f"{page}/call-off", {"reason": "There are floods."})
    assert "There are floods." in world.client().get(own).text
    french = world.client().get(own.replace("/en/", "/fr/")).text
    assert '<span lang="en">There are floods.</span>' in french, "a reader is told its language"
    assert "An audit is announced" not in str(jobs(world.signed_in("chair", VILLAGE)))
    assert lead.refused(f"{page}/announce", {})
    assert faults_of_grown(world) == []


def amended(world: World, ahead: int) -> dict[str, object]:
    """Return a plan for the village alone, on another day."""
    day = world.clock.now.date() + timedelta(days=ahead)
    visits = f"{VILLAGE} {day.isoformat()} 2 Rugano" if ahead else f"{VILLAGE} 2026-01-05 1"
    return {**typed(world), "visits": visits, "reason": "The road is closed."}


def test_what_a_plan_cannot_be_made_of(world: World, sector_officer: Visitor) -> None:
    for wrong, told in (
        ({"villages": [VILLAGE, VILLAGE]}, "twice"),
        ({"villages": ["43060101"]}, "There is no village"),
        ({"villages": [], "others": "2212"}, "There is no village"),
        ({"villages": []}, "at least one"),
        ({"last": "2026-12"}, "not written yet"),
        ({"first": "2026-05", "last": "2026-01"}, "before the first"),
        ({"team": ["00000000-0000-4000-8000-000000000000"]}, "one of the team"),
    ):
        assert told in sector_officer.refused(f"{PLANS}/new", {**typed(world), **wrong}), wrong


@pytest.mark.both_engines
def test_only_officers_of_the_place_plan_and_who_is_of_a_village_does_not_audit_it(
    world: World,
    district_officer: Visitor,
) -> None:
    assert "Only officers of this very place" in district_officer.refused(
        f"{PLANS}/new", typed(world)
    )
    assert f"{PLANS}/new" not in district_officer.get(PLANS)
    assert world.signed_in("chair", VILLAGE).client.get(PLANS).status_code == 403
    lead, page = drawn(world)
    other = page.replace(SECTOR, DISTRICT)
    assert district_officer.client.get(other).status_code == 404
    with world.services.database.write() as session:
        given = session.exec(select(RoleGrant).where(RoleGrant.role == "chair")).first()
        assert given is not None
        account = UUID(officer(world, "sector_officer", SECTOR))
        session.add(
            RoleGrant(**{**given.model_dump(), "id": uuid4(), "account": account, "place": VILLAGE})
        )
        session.commit()
    world.tampered = True
    assert "does not audit it" in lead.refused(f"{PLANS}/new", typed(world, title="Again"))


@pytest.mark.both_engines
def test_programs_read_of_an_audit_from_the_day_on_which_it_is_announced(world: World) -> None:
    lead, here = drawn(world)
    of_village = f"/api/v1/places/{VILLAGE}/audits"
    plan, client = here.rpartition("/")[2], world.client()
    lead.done(f"{here}/amend", amended(world, 9))
    assert client.get(of_village).json()["items"] == []
    assert client.get(f"/api/v1/audits/{plan}").status_code == 404
    assert "/audits/" not in client.get(f"/feed/{VILLAGE}.atom?lang=en").text
    world.clock.now += timedelta(minutes=5)
    lead.done(f"{here}/announce", {})
    (line,) = client.get(of_village).json()["items"]
    assert (line["id"], line["state"], line["villages"]) == (plan, "announced", 1)
    told = client.get(f"/api/v1/audits/{plan}").json()
    assert [one["code"] for one in told["visits"]] == [VILLAGE]
    assert told["team"] == ["sector_officer", "cell_secretary"]
    assert client.get(f"/api/v1/places/{SECTOR}/audits").json()["items"][-1] == line
    feed = client.get(f"/feed/{VILLAGE}.atom?lang=en").text
    assert "An audit was announced" in feed
    assert f"/en/audits/{plan}" in feed
    assert "An audit was changed" not in feed, "that was before anybody knew of it"
    assert "An audit was announced" in client.get(f"/feed/{SECTOR}.atom?lang=en").text
