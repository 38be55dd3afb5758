"""Between rounds: something happens, and the assembly looks again."""

import re
from datetime import timedelta

import pytest

from tests.assemblies.test_meeting import COUNT, opened
from tests.categories.test_round import HANDS, HERE, homes, made_final, posted
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.record.append import total

DAY = {"happened_on.d": "20", "happened_on.m": "6", "happened_on.y": "2026"}


def ages(visitor: Visitor, home: str) -> list[tuple[str, int]]:
    """Return the bands of a household in which there are people, with how many."""
    page = visitor.get(f"{HERE}/households/{home}")
    found = re.findall(r'name="([fm]_[0-9_]+)"[^>]*value="([0-9]+)"', page)
    return [(band, int(n)) for band, n in found if int(n)]


@pytest.mark.both_engines
def test_after_a_fire_the_assembly_decides_anew(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    home = homes(visitor)[0]
    world.clock.now += timedelta(minutes=5)
    leads = visitor.done(
        f"{HERE}/households/{home}/event", {"kind": "fire", **DAY, "note": "All is lost."}
    )
    assert leads.endswith(f"/households/{home}")
    page = visitor.get(f"{HERE}/categories")
    assert "To 1 household something happened" in page
    world.clock.now += timedelta(minutes=5)
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    page = visitor.get(f"{HERE}/categories/decide")
    assert re.findall(r'name="choice\.([^"]+)"', page) == [home]
    visitor.done(f"{HERE}/categories/decide", {**HANDS, f"choice.{home}": "1:no_house"})
    assert "Looked at again after an event" in visitor.get(f"{HERE}/categories/changes")
    assert "something happened since" not in visitor.get(f"{HERE}/categories")


def test_one_event_is_not_written_twice_in_a_second(world: World) -> None:
    """Twice in one second, the record could not tell which of them is taken back later."""
    visitor = made_final(world, "2015", "2:has_house")
    first, second = homes(visitor)[:2]
    fire = {"kind": "fire", **DAY, "note": "All is lost."}
    visitor.done(f"{HERE}/households/{first}/event", fire)
    again = visitor.refused(f"{HERE}/households/{first}/event", fire)
    assert "was written down a moment ago" in again
    visitor.done(f"{HERE}/households/{second}/event", fire)
    world.clock.now += timedelta(seconds=1)
    visitor.done(f"{HERE}/households/{first}/event", fire)
    assert not faults_of_grown(world)


def test_who_moves_away_or_joins_leaves_the_list_and_the_sums(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    first, second, third = homes(visitor)[:3]
    with world.services.database.read() as session:
        people = total(session, VILLAGE, "people")
    path = f"{HERE}/households/{first}/event"
    visitor.done(path, {"kind": "moved", **DAY, "where_to": "Bugesera"})
    assert "no longer in the village" in visitor.refused(path, {"kind": "fire", **DAY})
    form = {"kind": "merged", **DAY, "joined": "2000"}
    path = f"{HERE}/households/{second}/event"
    assert "number of the household that it joined" in visitor.refused(path, form)
    number = re.search(r"<h1>(\d+)\.", visitor.get(f"{HERE}/households/{third}/file"))
    assert number
    visitor.done(path, {**form, "joined": number[1]})
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "households") == 44
        assert total(session, VILLAGE, "classified") == 44
        assert total(session, VILLAGE, "people") < people
    assert first not in homes(visitor)
    assert "44 of 44" in visitor.get(f"{HERE}/categories")


def test_a_split_leads_to_registering_the_new_household(facilitator: Visitor) -> None:
    home = re.findall(r"/households/([0-9a-f-]{36})", facilitator.get(f"{HERE}/households"))[0]
    form = {"kind": "split", **DAY, "happened_on.d": "14"}
    band, count = ages(facilitator, home)[0]
    assert "how many people" in facilitator.refused(f"{HERE}/households/{home}/event", form)
    form = {"kind": "split", **DAY, "happened_on.d": "14", f"who.{band}": "1"}
    too_many = {**form, f"who.{band}": str(count + 1)}
    assert "does not have so many" in facilitator.refused(
        f"{HERE}/households/{home}/event", too_many
    )
    assert facilitator.done(f"{HERE}/households/{home}/event", form).endswith("/households/new")


def test_a_day_to_come_is_refused(facilitator: Visitor) -> None:
    home = re.findall(r"/households/([0-9a-f-]{36})", facilitator.get(f"{HERE}/households"))[0]
    form = {"kind": "birth", **DAY, "happened_on.y": "2027"}
    assert "still to come" in facilitator.refused(f"{HERE}/households/{home}/event", form)


def test_who_left_between_posting_and_the_end_is_not_counted(world: World) -> None:
    visitor, meeting = posted(world)
    home = homes(visitor)[0]
    form = {"kind": "moved", **DAY, "happened_on.d": "15"}
    visitor.done(f"{HERE}/households/{home}/event", form)
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    world.clock.now += timedelta(days=15)
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/categories/final", {})
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "households") == 45
        assert total(session, VILLAGE, "classified") == 45
