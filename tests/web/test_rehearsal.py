"""A rehearsal is like the real thing and touches nothing of it."""

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.record.append import total

PATH = f"/en/work/{VILLAGE}/rehearsal"


def press(visitor: Visitor, what: str) -> None:
    fields = visitor.fields(PATH)
    answer = visitor.client.post(PATH, data={**fields, "do": what})
    assert answer.status_code == 303


def test_what_is_done_in_a_rehearsal_stays_in_it(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    before = world.client().get(f"/v/{VILLAGE}/checkpoint").text
    press(visitor, "begin")
    home = {"head": "Nobody", "isibo": "Ubumwe", "f_36_64": "1"}
    visitor.done(f"/en/work/{VILLAGE}/households/new", home)
    assert "17 households" in visitor.get(f"/en/work/{VILLAGE}/households")
    assert "Rehearsal: nothing you do now counts" in visitor.get(f"/en/work/{VILLAGE}/money")
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "households") == 46
    assert world.client().get(f"/v/{VILLAGE}/checkpoint").text == before
    press(visitor, "leave")
    assert "46 households" in visitor.get(f"/en/work/{VILLAGE}/households")
    press(visitor, "begin")
    assert "17 households" in visitor.get(f"/en/work/{VILLAGE}/households")
    press(visitor, "wipe")
    assert not world.services.rehearsals.exists(VILLAGE)
    assert "46 households" in visitor.get(f"/en/work/{VILLAGE}/households")


def test_only_who_runs_assemblies_rehearses(world: World) -> None:
    assert world.signed_in("treasurer", VILLAGE).client.get(PATH).status_code == 403
    assert world.signed_in("facilitator", "43060101").client.get(PATH).status_code == 403
