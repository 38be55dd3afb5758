"""A rehearsal is like the real thing and touches nothing of it."""

from datetime import timedelta

import pytest

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.record.append import total

PATH = f"/en/work/{VILLAGE}/rehearsal"


def press(visitor: Visitor, what: str) -> None:
    fields = visitor.fields(PATH)
    answer = visitor.client.post(PATH, data={**fields, "do": what})
    assert answer.status_code == 303, answer.text


def test_what_is_done_in_a_rehearsal_stays_in_it(world: World, facilitator: Visitor) -> None:
    before = world.client().get(f"/v/{VILLAGE}/checkpoint").text
    press(facilitator, "begin")
    home = {"head": "Nobody", "isibo": "Ubumwe", "f_36_64": "1"}
    facilitator.done(f"/en/work/{VILLAGE}/households/new", home)
    assert "17 households" in facilitator.get(f"/en/work/{VILLAGE}/households")
    assert "Rehearsal: nothing you do now counts" in facilitator.get(f"/en/work/{VILLAGE}/money")
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "households") == 46
    assert world.client().get(f"/v/{VILLAGE}/checkpoint").text == before
    press(facilitator, "leave")
    assert "46 households" in facilitator.get(f"/en/work/{VILLAGE}/households")
    press(facilitator, "begin")
    assert "17 households" in facilitator.get(f"/en/work/{VILLAGE}/households")
    press(facilitator, "wipe")
    assert not world.services.rehearsals.exists(VILLAGE)
    assert "46 households" in facilitator.get(f"/en/work/{VILLAGE}/households")


def test_nothing_typed_in_a_rehearsal_is_kept_for_the_real_village(
    world: World, facilitator: Visitor
) -> None:
    press(facilitator, "begin")
    path = f"/en/work/{VILLAGE}/projects/need"
    fields = facilitator.fields(path)
    world.clock.now += timedelta(minutes=45)
    facilitator.client.post(path, data={**fields, "text": "Only practised"})
    one = world.find("facilitator", VILLAGE)
    home = facilitator.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    assert not home.endswith("/kept")
    assert facilitator.client.get("/en/work/kept").status_code == 303


@pytest.mark.both_engines
def test_a_wiped_rehearsal_leaves_its_other_player_in_the_real_village(world: World) -> None:
    facilitator, chair = (world.signed_in(role, VILLAGE) for role in ("facilitator", "chair"))
    press(facilitator, "begin")
    press(chair, "begin")
    public = Visitor(world.client()).get(f"/en/p/{VILLAGE}")
    assert chair.get(f"/en/p/{VILLAGE}") == public, "public pages show the real village only"
    press(facilitator, "wipe")
    assert "46 households registered" in facilitator.get(f"/en/work/{VILLAGE}")
    assert "Rehearsal: nothing you do now" not in chair.get(f"/en/work/{VILLAGE}")


def test_only_who_runs_assemblies_rehearses(world: World) -> None:
    assert world.signed_in("treasurer", VILLAGE).client.get(PATH).status_code == 403
    assert world.signed_in("facilitator", "43060101").client.get(PATH).status_code == 403


def test_two_people_act_together_in_a_rehearsal_as_for_real(
    world: World, facilitator: Visitor
) -> None:
    press(facilitator, "begin")
    counted = {
        "place": "cash",
        "amount": "0",
        "counted_on.d": "1",
        "counted_on.m": "6",
        "counted_on.y": "2026",
    }
    path = f"/en/work/{VILLAGE}/money/count"
    assert "counted by two people" in facilitator.refused(path, counted)
    chair = world.find("chair", VILLAGE)
    facilitator.done(path, {**counted, "second_phone": chair.phone, "second_pin": chair.pin})
