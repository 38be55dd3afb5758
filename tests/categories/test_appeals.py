"""Appeals over HTTP: up, down, by silence, late, returned, carried further."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.categories.test_round import HANDS, HERE, homes, made_final, posted
from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from ubudehe.record.append import total

SECTOR = VILLAGE[:4]
GROUND = {"ground": "The house burnt down."}


def filed(visitor: Visitor, home: str, wanted: str = "1") -> str:
    path = f"{HERE}/appeals/new?household={home}"
    return visitor.done(path, {"household": home, "wanted": wanted, **GROUND})


def category_of(visitor: Visitor, home: str) -> str:
    page = visitor.get(f"{HERE}/households/{home}/file")
    found = re.search(r"<b>Category (\w)</b>", page)
    assert found
    return found[1]


def test_the_same_category_and_a_second_appeal_are_refused(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    form = {"household": home, "wanted": "2", **GROUND}
    assert "Choose another" in visitor.refused(f"{HERE}/appeals/new?household={home}", form)
    assert "Choose one of" in visitor.refused(
        f"{HERE}/appeals/new?household={home}", {**form, "wanted": "9"}
    )
    filed(visitor, home)
    assert "waiting already" in visitor.refused(
        f"{HERE}/appeals/new?household={home}", {**form, "wanted": "1"}
    )


def test_the_assembly_answers_first_and_the_household_gets_what_it_asked(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = filed(visitor, home)
    cell = world.signed_in("cell_secretary", CELL)
    assert "your level" not in cell.get(path)
    early = cell.client.post(
        path, data={**visitor.fields(path), "outcome": "upheld", "reason": "No"}
    )
    assert early.status_code in (403, 422)
    many = {"votes_for": "9999", "votes_against": "0", "abstained": "0", "reason": "Seen."}
    assert "Count again" in visitor.refused(path, many)
    visitor.done(path, {**HANDS, "reason": "The assembly saw the house."})
    assert "Upheld" in visitor.get(path)
    assert category_of(visitor, home) == "1"
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "appeals:village:down:upheld") == 1


def test_silence_carries_it_to_the_cell_by_itself(world: World) -> None:
    with world.services.database.read() as session:
        silent = total(session, VILLAGE, "appeals:village:up:silent")
        rejected = total(session, VILLAGE, "appeals:cell:up:rejected")
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = filed(visitor, home, "3")
    world.clock.now += timedelta(days=11)
    visitor = world.signed_in("facilitator", VILLAGE)
    late = visitor.client.post(path, data={**visitor.fields(path), **HANDS, "reason": "Too late"})
    assert late.status_code in (403, 422)
    cell = world.signed_in("cell_secretary", CELL)
    page = cell.get(path)
    assert "nothing was decided until" in page
    assert "1 appeal waits for your decision." in cell.get(f"/en/work/{CELL}/appeals")
    cell.refused(path, {"outcome": "upheld"})
    stale = cell.fields(path)
    cell.done(path, {"outcome": "rejected", "reason": "The neighbours say otherwise."})
    again = cell.client.post(path, data={**stale, "outcome": "upheld", "reason": "No"})
    assert "Somebody changed this after you opened it" in again.text
    assert category_of(visitor, home) == "2"
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "appeals:village:up:silent") == silent + 1
        assert total(session, VILLAGE, "appeals:cell:up:rejected") == rejected + 1


def test_who_filed_an_appeal_takes_it_back_until_it_is_decided(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = filed(visitor, home)
    why = {"reason": "The household is content."}
    other = world.signed_in("cell_secretary", CELL)
    assert "Only who filed this appeal" in other.refused(f"{path}/withdraw", why)
    moved = {"kind": "moved", "happened_on.d": "14", "happened_on.m": "6", "happened_on.y": "2026"}
    gone = {**moved, "where_to": "Huye"}
    held = visitor.refused(f"{HERE}/households/{home}/event", gone)
    assert "An appeal of this household is waiting" in held
    visitor.done(f"{path}/withdraw", why)
    assert "Taken back" in visitor.get(path)
    assert category_of(visitor, home) == "2"
    assert "already decided" in visitor.refused(f"{path}/withdraw", why)
    again = filed(visitor, home)
    visitor.done(again, {**HANDS, "votes_for": "0", "votes_against": "40", "reason": "No."})
    assert "already decided" in visitor.refused(f"{again}/withdraw", why)
    visitor.done(f"{HERE}/households/{home}/event", gone)
    assert faults_of_grown(world) == []


def test_a_rejected_appeal_is_carried_to_the_next_level(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = filed(visitor, home)
    against = {"votes_for": "0", "votes_against": "40", "abstained": "0"}
    visitor.done(path, {**against, "reason": "The assembly does not see it."})
    visitor.done(f"{path}/further", {})
    cell = world.signed_in("cell_secretary", CELL)
    cell.done(path, {"outcome": "rejected", "reason": "Nor does the cell."})
    visitor.done(f"{path}/further", {})
    assert cell.client.post(path, data={"outcome": "upheld"}).status_code == 403
    sector = world.signed_in("sector_officer", SECTOR)
    sector.done(path, {"outcome": "upheld", "reason": "The sector saw the ashes."})
    assert category_of(visitor, home) == "1"
    assert "By an appeal" in sector.get(f"{HERE}/categories/changes")


@pytest.mark.parametrize(("moment", "carried"), [("21:59", True), ("22:01", False)])
def test_the_last_day_to_carry_it_further_is_a_day_of_the_country(
    world: World, moment: str, carried: bool
) -> None:
    visitor, _ = posted(world)
    path = filed(visitor, homes(visitor)[0])
    against = {"votes_for": "0", "votes_against": "40", "abstained": "0"}
    visitor.done(path, {**against, "reason": "The assembly does not see it."})
    last = world.clock.now.date() + timedelta(days=14)
    assert f"until {last.day} {last:%B %Y}" in visitor.get(path)
    hours, minutes = (int(part) for part in moment.split(":"))  # of UTC: Kigali is two hours ahead
    world.clock.now = datetime(last.year, last.month, last.day, hours, minutes, tzinfo=UTC)
    visitor = world.signed_in("facilitator", VILLAGE)
    if carried:
        visitor.done(f"{path}/further", {})
    else:
        assert "too long ago" in visitor.refused(f"{path}/further", {})


def test_an_officer_may_return_it_once_with_reasons(world: World) -> None:
    visitor, _ = posted(world)
    path = filed(visitor, homes(visitor)[0])
    world.clock.now += timedelta(days=11)
    cell = world.signed_in("cell_secretary", CELL)
    cell.done(path, {"outcome": "returned", "reason": "Visit the house first."})
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "Visit the house first." in visitor.get(path)
    world.clock.now += timedelta(days=14)
    cell = world.signed_in("cell_secretary", CELL)
    once = cell.refused(path, {"outcome": "returned", "reason": "Again."})
    assert "returned once already" in once


def test_where_everybody_is_silent_it_stays_open_and_keeps_nothing_back(world: World) -> None:
    visitor, meeting = posted(world)
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    path = filed(visitor, homes(visitor)[0])
    world.clock.now += timedelta(days=16)
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "still waiting" in visitor.refused(f"{HERE}/categories/final", {})
    world.clock.now += timedelta(days=80)
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "the answer was due on" in visitor.get(path)
    visitor.done(f"{HERE}/categories/final", {})
    district = world.signed_in("district_officer", DISTRICT)
    district.done(path, {"outcome": "upheld", "reason": "At last."})
    assert "Upheld" in visitor.get(path)


def test_who_appeals_sees_no_other_household_on_the_screen(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[3]
    names = re.findall(
        r"<td class=\"fit\">([A-Z]{3,} [^<]+)<br>", visitor.get(f"{HERE}/categories/list")
    )
    assert len(names) == 46
    asked = visitor.get(f"{HERE}/appeals/new")
    assert not [name for name in names if name in asked]
    shown = visitor.get(f"{HERE}/appeals/new?household={home}")
    assert len({name for name in names if name in shown}) == 1
    number = re.search(r"<b>(\d+)\. [A-Z]", shown)
    assert number
    assert home in visitor.get(f"{HERE}/appeals/new?household={number[1]}")
    assert "No household with a category" in visitor.get(f"{HERE}/appeals/new?household=99999")


def test_a_late_appeal_is_taken_and_marked(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    assert "marked as late" in visitor.get(f"{HERE}/appeals/new")
    path = filed(visitor, homes(visitor)[0])
    assert "after the last day for appeals" in visitor.get(path)


def test_the_cell_may_file_where_the_village_would_not(world: World) -> None:
    visitor, _ = posted(world)
    cell = world.signed_in("cell_secretary", CELL)
    form = {"household": homes(visitor)[0], "wanted": "1", **GROUND, "for_another": "yes"}
    path = cell.done(f"{HERE}/appeals/new?household={form['household']}", form)
    assert "Filed by somebody for the household" in visitor.get(path)


def test_no_list_no_appeal(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/categories/start", {"scheme": "2020"})
    assert facilitator.client.get(f"{HERE}/appeals/new").status_code == 422
