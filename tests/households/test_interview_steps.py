"""One question a screen: the same answers, the same act; and what may be a slip of the finger."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import VILLAGE, Visitor, World
from tests.households.test_interviews import HOMES, begun, drafts
from tests.households.test_register import HOME, homes
from ubudehe.households.forms import HouseholdForm
from ubudehe.households.interviews.doubts import doubts, doubts_after
from ubudehe.households.interviews.rules import state_of
from ubudehe.households.interviews.steps import following, steps_of
from ubudehe.record.queries import record_sizes

STEPS = steps_of(groups=True)
AT = {step.name: number for number, step in enumerate(STEPS, 1)}
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "head": {"head": "MUKAMANA Rose"},
    "isibo": {"isibo": "Ubumwe"},
    "f_0_5": {"f_36_64": "1", "f_0_5": "2"},
    "roof": {"roof": "iron"},
    "rooms": {"rooms": "9"},
    "water": {"water": "home_tap"},
    "land_tenure": {"land_tenure": "owned"},
    "land": {"land": "4", "land_unit": "are"},
    "cattle": {"goats": "3"},
    "income": {"income": "unknown"},
    "assets": {"assets": ["radio", "phone"]},
    "self_view": {"self_view": "2"},
    "read_back": {"read_back": "yes"},
}


def test_the_whole_way_by_taps_ends_in_the_same_act(world: World, facilitator: Visitor) -> None:
    before = homes(world)
    path = facilitator.done(f"{HOMES}/new", {"ask": "yes"})
    first, seen = path, []
    while "/ask/" in path:
        seen.append(int(path.rsplit("/", 1)[1]))
        step = STEPS[seen[-1] - 1]
        page = facilitator.get(path)
        assert f"Question {seen[-1]} of {len(STEPS)}" in page
        path = facilitator.done(path, ANSWERS.get(step.name, {}))
    assert set(range(1, len(STEPS) + 1)) - set(seen) == {AT["water_minutes"]}
    assert homes(world) == before
    page = facilitator.get(path)
    assert "People: 3. Rooms: 9. Is that right?" in page
    told = state_of(drafts(world)[0].fields)
    typed = {name: value for name, value in told.items() if value and name != "assets"}
    facilitator.done(path, {**typed, "assets": ["radio", "phone"]})
    assert homes(world) == (before[0] + 1, before[1] + 3)
    assert "is household" in facilitator.get(first)
    sizes = world.services.versions.of(VILLAGE)
    with world.services.database.read() as session:
        assert dict(record_sizes(session))[VILLAGE] == sizes


def test_a_screen_refuses_its_own_answer_only_and_skips_freely(
    world: World, facilitator: Visitor
) -> None:
    path = begun(world, roof="iron", f_0_5="many")
    rooms = f"{path}/ask/{AT['rooms']}"
    assert "whole number" in facilitator.refused(rooms, {"rooms": "two"})
    assert "must be 60 or less" in facilitator.refused(rooms, {"rooms": "61"})
    assert facilitator.done(rooms, {"rooms": "3"}).endswith(f"/ask/{AT['power']}")
    offers = f"{path}/ask/{AT['offers']}"
    assert "never stored here" in facilitator.refused(offers, {"offers": "1 1980 7 0012345 0 99"})
    assert facilitator.done(f"{path}/ask/1", {}).endswith(
        "/ask/2"
    )  # no head: told when registering
    state = state_of(drafts(world)[0].fields)
    assert (state["head"], state["roof"], state["f_0_5"], state["rooms"]) == (
        "",
        "iron",
        "many",
        "3",
    )
    page = facilitator.get(f"{path}/ask/{AT['roof']}")
    assert re.search(r'value="iron">\s*<svg', page)
    facilitator.done(f"{path}/ask/{AT['roof']}", {"roof": ""})
    assert state_of(drafts(world)[0].fields)["roof"] == ""
    assert facilitator.client.get(f"{path}/ask/0").status_code == 404
    assert facilitator.client.get(f"{path}/ask/{len(STEPS) + 1}").status_code == 404


@pytest.mark.both_engines
def test_two_on_one_question_are_told_and_on_two_are_not(world: World) -> None:
    path = begun(world, roof="iron")
    one, other = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    roof, wall = f"{path}/ask/{AT['roof']}", f"{path}/ask/{AT['wall']}"
    seen_roof, seen_wall = other.fields(roof), other.fields(wall)
    one.done(roof, {"roof": "tile"})
    assert other.client.post(wall, data={**seen_wall, "wall": "mud"}).is_redirect
    answer = other.client.post(roof, data={**seen_roof, "roof": "thatch"})
    assert answer.status_code == 422
    assert "Somebody changed this" in answer.text
    assert re.search(r"Now it says:\s+Tiles", answer.text)
    state = state_of(drafts(world)[0].fields)
    assert (state["roof"], state["wall"]) == ("tile", "mud")
    fields = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', answer.text)
    assert other.client.post(roof, data={**dict(fields), "roof": "thatch"}).is_redirect
    # Registered meanwhile: told, and nothing is written twice.
    late = other.fields(wall)
    one.done(path, HOME)
    page = other.client.post(wall, data={**late, "wall": "wood"})
    assert "is household" in page.text
    one.done(f"{begun(world)}/drop", {})
    assert other.client.post(f"{HOMES}/drafts/{drafts_gone()}/ask/1", data=late).status_code == 404


def drafts_gone() -> str:
    return "00000000-0000-4000-8000-000000000000"


def test_every_question_of_the_form_is_asked_once() -> None:
    asked = [name for step in STEPS for name in step.fields]
    not_asked = {"origin", "distinct", "other_answers"}
    assert sorted(asked) == sorted(set(HouseholdForm.model_fields) - not_asked)
    assert [step.name for step in STEPS if step not in steps_of(groups=False)] == ["isibo"]


def test_what_is_needless_is_passed_over_both_ways() -> None:
    water, latrine = AT["water"], AT["latrine"]
    assert following(STEPS, water, {"water": "river"}) == AT["water_minutes"]
    assert following(STEPS, water, {"water": "home_tap"}) == latrine
    assert following(STEPS, latrine, {"water": "home_tap"}, -1) == water
    assert following(STEPS, AT["land_tenure"], {"land_tenure": "none"}) == AT["cattle"]
    assert following(STEPS, AT["dwelling"], {"dwelling": "none"}) == AT["power"]
    assert following(STEPS, len(STEPS), {}) == following(STEPS, 1, {}, -1) == 0


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({"f_36_64": "3", "rooms": "8"}, ""),
        ({"f_36_64": "3", "rooms": "9"}, "Rooms"),
        ({"m_18_35": "20"}, ""),
        ({"m_18_35": "21"}, "one household"),
        ({"f_6_17": "1"}, "Only children"),
        ({"f_18_35": "1", "m_6_17": "2", "able_adults": "1"}, ""),
        ({"f_18_35": "1", "m_6_17": "2", "able_adults": "2"}, "can work"),
        ({"age_unknown": "1", "disability": "2"}, "disability"),
        ({"disability": "2"}, ""),
        ({"water_minutes": "240"}, ""),
        ({"water_minutes": "241"}, "fetch water"),
        ({"water": "home_tap", "water_minutes": "6"}, "at home"),
        ({"land_tenure": "none", "land": "1", "land_unit": "are"}, "no land"),
        ({"land_tenure": "owned", "land": "1"}, "measured"),
        ({"rooms": "many", "f_36_64": "²"}, ""),
    ],
)
def test_doubts_are_told_at_their_edges(state: dict[str, str], word: str) -> None:
    found = [one.message for one in doubts(state)]
    assert len(found) == (1 if word else 0), found
    assert all(word in one for one in found)


def test_a_doubt_is_told_where_it_arose_and_not_on_every_later_screen() -> None:
    state = {"f_6_17": "1", "rooms": "9"}
    fields = {step.name: step.fields for step in STEPS}

    def told(asked: str, answered: str) -> list[str]:
        return [one.message for one in doubts_after(state, fields[asked], fields[answered])]

    assert told("m_0_5", "f_0_5") == told("age_unknown", "m_0_5") == [], "they are still counted"
    assert len(told("disability", "age_unknown")) == 2
    assert ["Rooms" in one for one in told("power", "rooms")] == [True]
    assert told("water", "power") == []


@given(st.dictionaries(st.sampled_from(sorted(HouseholdForm.model_fields)), st.text(max_size=6)))
def test_doubts_never_fail(state: dict[str, str]) -> None:
    assert isinstance(doubts(state), tuple)
