"""A round over HTTP: decided in the assembly, posted, appealed, final."""

import re
from datetime import timedelta

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.record.append import total

HERE = f"/en/work/{VILLAGE}"


def round_in_meeting(world: World) -> tuple[Visitor, str]:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2015"})
    return visitor, meeting


def decide_all(visitor: Visitor, value: str = "2:has_house") -> None:
    while True:
        answer = visitor.client.get(f"{HERE}/categories/decide")
        if answer.status_code == 303:
            return
        names = re.findall(r'<select id="[^"]+" name="(choice\.[^"]+)"', answer.text)
        visitor.done(f"{HERE}/categories/decide", dict.fromkeys(names, value))


def test_a_round_from_assembly_to_final(world: World) -> None:
    visitor, meeting = round_in_meeting(world)
    assert "history" not in visitor.get(f"{HERE}/categories/criteria")
    decide_all(visitor)
    assert "46 of 46 registered households" in visitor.get(f"{HERE}/categories")
    visitor.done(f"{HERE}/categories/post", {})
    listed = visitor.get(f"{HERE}/categories/list")
    home = re.search(r"household=([0-9a-f-]{36})", listed)
    assert home
    appeal = {"household": home[1], "wanted": "1", "ground": "The house burnt down."}
    same = visitor.refused(f"{HERE}/appeals/new", {**appeal, "wanted": "2"})
    assert "Choose another" in same
    path = visitor.done(f"{HERE}/appeals/new", appeal)
    assert "waiting already" in visitor.refused(f"{HERE}/appeals/new", appeal)
    assert "Appeals can be filed until" in visitor.refused(f"{HERE}/categories/final", {})
    world.clock.now += timedelta(days=15)
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "Close the minutes" in visitor.refused(f"{HERE}/categories/final", {})
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    assert "still waiting" in visitor.refused(f"{HERE}/categories/final", {})
    cell = world.signed_in("cell_secretary", CELL)
    assert "The house burnt down." in cell.get(path)
    cell.refused(path, {"outcome": "upheld"})
    stale = cell.fields(path)
    cell.done(path, {"outcome": "upheld", "reason": "The cell saw the house."})
    again = cell.client.post(path, data={**stale, "outcome": "rejected", "reason": "No"})
    assert "already decided" in again.text
    visitor.done(f"{HERE}/categories/final", {})
    row = visitor.get(f"{HERE}/categories/list").split("<tbody>")[1]
    assert sorted(re.findall(r'<td class="n">(\w)', row))[:2] == ["1", "2"]
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "classified") == 46


def test_only_an_open_meeting_with_quorum_decides(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2020"})
    page = visitor.get(f"{HERE}/categories/decide")
    name = re.search(r'name="(choice\.[^"]+)"', page)
    assert name
    alone = visitor.refused(f"{HERE}/categories/decide", {name[1]: "C:income_c"})
    assert "Only an open meeting can decide" in alone
    assert "0 of 46" in visitor.get(f"{HERE}/categories")


def test_a_category_of_another_scheme_or_household_is_refused(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    page = visitor.get(f"{HERE}/categories/decide")
    name = re.search(r'name="(choice\.[^"]+)"', page)
    assert name
    for value in ("A:income_a", "2:no_house", "2", ":", "1:'--"):
        visitor.refused(f"{HERE}/categories/decide", {name[1]: value})
    stranger = "choice.00000000-0000-4000-8000-000000000000"
    answer = visitor.send(f"{HERE}/categories/decide", {stranger: "1:no_house"})
    assert answer.status_code == 404
    visitor.refused(f"{HERE}/categories/decide", {"choice.damaged": "1:no_house"})


def test_the_scheme_of_2001_is_history(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "2001" not in visitor.get(f"{HERE}/categories/start")
    visitor.refused(f"{HERE}/categories/start", {"scheme": "2001"})


def test_one_round_at_a_time(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    page = visitor.refused(f"{HERE}/categories/start", {"scheme": "2020"})
    assert "still going on" in page


def test_no_officer_can_change_a_villages_decision(world: World) -> None:
    round_in_meeting(world)
    for role, place in (("cell_secretary", CELL), ("district_officer", "22")):
        officer = world.signed_in(role, place)
        for path in ("categories/decide", "categories/post", "categories/final"):
            assert officer.client.get(f"{HERE}/{path}").status_code == 403
