"""A day off that an officer announces: no last day that was told moves, new ones count it."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests.assemblies.test_announcing import AHEAD, NEW
from tests.categories.test_appeals import filed
from tests.categories.test_round import homes, posted
from tests.conftest import DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.openbooks.asking import queries_of
from ubudehe.categories.appeals.queries import standing_of
from ubudehe.categories.appeals.rules import due_day
from ubudehe.categories.appeals.tables import Appeal
from ubudehe.people.holidays.queries import learn_below, working_since
from ubudehe.people.holidays.rules import AnnouncedDay, counting_since
from ubudehe.people.holidays.tables import AnnouncedHoliday
from ubudehe.record.rules.shapes import COUNTRY

HERE = f"/en/work/{DISTRICT}/holidays"
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
ANNOUNCED = st.builds(AnnouncedDay, DAYS, DAYS, st.none() | DAYS)


def of(day: date, name: str = "National mourning") -> dict[str, str]:
    return {"day.d": str(day.day), "day.m": str(day.month), "day.y": str(day.year), "name": name}


def due(world: World) -> date:
    """Return the last day for the first answer to the only open appeal of the village."""
    with world.services.database.read() as session:
        found = select(Appeal).where(Appeal.village == VILLAGE, Appeal.state == "open")
        today = world.clock.now.date()
        return standing_of(session.exec(found).one(), today, world.services.country).turn.due


@given(st.lists(ANNOUNCED, max_size=6), ANNOUNCED, DAYS, st.integers(1, 20))
def test_what_is_announced_later_moves_no_day_that_was_told(
    before: list[AnnouncedDay], later: AnnouncedDay, since: date, days: int
) -> None:
    def told(announced: list[AnnouncedDay]) -> date:
        free = counting_since(announced, since)
        return due_day(since, days, lambda day: day.isoweekday() < 6 and day not in free)

    moved = told([*before, later]) != told(before)
    assert not moved or later.announced_on < since
    called_off = [
        AnnouncedDay(one.day, one.announced_on, one.ended_on or max(since, one.announced_on))
        for one in before
    ]
    assert told(called_off) == told(before), "what is called off later moves none either"


@pytest.mark.both_engines
def test_an_appeal_keeps_its_last_day_and_the_next_counts_the_day_off(world: World) -> None:
    visitor, _ = posted(world)
    home, other = homes(visitor)[:2]
    path = filed(visitor, home)
    promised = due(world)
    officer = world.signed_in("district_officer", DISTRICT)
    officer.done(HERE, of(promised))
    assert due(world) == promised
    assert f"{promised.day} {promised:%B %Y}" in officer.get(HERE)
    assert "Nobody works on this day anyway" in officer.refused(HERE, of(promised))
    visitor.done(f"{path}/withdraw", {"reason": "The household is content."})
    world.clock.now += timedelta(days=1)
    visitor = world.signed_in("facilitator", VILLAGE)
    filed(visitor, other)
    assert due(world) > promised + timedelta(days=1), "it counts the day off"
    counted = due(world)
    officer = world.signed_in("district_officer", DISTRICT)
    ((end,),) = [re.findall(rf'"({HERE}/[0-9a-f-]+/call-off)"', officer.get(HERE))]
    officer.done(end, {"reason": "It is another day. " * 150})
    assert "already" in officer.refused(end, {"reason": "Again."})
    assert due(world) == counted
    assert faults_of_grown(world) == []


def test_a_day_off_is_announced_above_the_village_before_it_comes(
    world: World, district_officer: Visitor
) -> None:
    today = world.clock.now.date()
    assert "before it comes" in district_officer.refused(HERE, of(today))
    sunday = today + timedelta(days=7 - today.isoweekday() % 7)
    assert "anyway" in district_officer.refused(HERE, of(sunday))
    phone = of(today + timedelta(days=2), "Call 0788 123 456")
    assert "phone" in district_officer.refused(HERE, phone)
    facilitator = world.signed_in("facilitator", VILLAGE)
    for place in (VILLAGE, DISTRICT):
        assert facilitator.client.get(f"/en/work/{place}/holidays").status_code == 403
    with world.services.database.read() as session:
        assert session.exec(select(AnnouncedHoliday)).all() == []


def test_who_announces_a_meeting_is_told_of_the_day_off(world: World) -> None:
    day = world.clock.now.date() + timedelta(days=9)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    world.signed_in("district_officer", DISTRICT).done(HERE, of(day, "Umuganda"))
    facilitator = world.signed_in("facilitator", VILLAGE)
    page = facilitator.refused(NEW, {**AHEAD, **of(day)})
    assert "is a public holiday: Umuganda" in unescape(page)


def test_what_is_learnt_of_a_place_is_what_each_village_below_is_told(empty_world: World) -> None:
    country, days = empty_world.services.country, [date(2026, 7, n) for n in range(6, 11)]
    with empty_world.services.database.write() as session:
        for day, place in zip(days, (COUNTRY, DISTRICT, "43", VILLAGE[:4], "2201"), strict=True):
            said = of(day)["name"]
            session.add(
                AnnouncedHoliday(
                    id=uuid4(), place=place, day=day, name=said, announced_on=date(2026, 6, 1),
                    announced_by=uuid4(),
                )
            )  # fmt: skip
    villages = (VILLAGE, "22010101", "43010101")

    def free(session: Session) -> list[list[date]]:
        told = [working_since(session, one, country)(date(2026, 7, 1)) for one in villages]
        return [[day for day in days if not is_working(day)] for is_working in told]

    with empty_world.services.database.read() as session:
        alone = free(session)
    with empty_world.services.database.read() as session, queries_of(empty_world) as asked:
        learn_below(session, "")
        learn_below(session, DISTRICT)
        assert free(session) == alone
    assert len(asked) == 1
    assert alone == [[days[0], days[1], days[3]], [days[0], days[1], days[4]], [days[0], days[2]]]
