"""The social map: rules, drawing over HTTP, and that nobody else sees it."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.households.social_map.actions import MOST_FEATURES
from ubudehe.households.social_map.rules import (
    COLUMNS,
    ROWS,
    WHOLE,
    Home,
    Part,
    dots,
    lay_out,
    near,
    quarter,
    read_spot,
    spot_name,
    tapped_spot,
)

HERE = f"/en/work/{VILLAGE}/map"
SPOTS = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1))
HOMES = st.lists(
    st.builds(Home, st.uuids(), st.sampled_from(["A", "B", "C", "D", "E"]), st.integers(1, 900)),
    max_size=600,
    unique_by=lambda home: home.household,
)


@pytest.mark.parametrize("text", ["B7", "b 7", "7B", "7 b", "2.7", "2,7", "2/7"])
def test_a_place_is_understood_however_it_is_written(text: str) -> None:
    assert read_spot(text) == (1, 6)


@pytest.mark.parametrize("text", ["", "B", "7", "B0", "B25", "Y3", "25.1", "0.1", "BB7", "B7B"])
def test_what_is_off_the_map_is_no_place(text: str) -> None:
    assert read_spot(text) is None


@given(SPOTS)
def test_a_place_is_read_as_it_is_named(spot: tuple[int, int]) -> None:
    assert read_spot(spot_name(spot)) == spot
    x, y = Part().middle(spot)
    assert tapped_spot(x * 240 // WHOLE, y * 240 // WHOLE, 240) == spot
    assert sum(quarter(number).holds(spot) for number in range(4)) == 1


@given(HOMES, st.sets(SPOTS, max_size=60))
def test_everybody_gets_a_place_of_their_own_while_there_is_room(
    homes: list[Home], taken: set[tuple[int, int]]
) -> None:
    placed = lay_out(homes, taken)
    assert placed == lay_out(reversed(homes), taken)
    assert set(placed) == {home.household for home in homes}
    assert all(read_spot(spot_name(spot)) == spot for spot in placed.values())
    if len(homes) + len(taken) <= ROWS * COLUMNS:
        assert len(set(placed.values())) == len(homes)
        assert not set(placed.values()) & taken


def test_an_isibo_stays_together() -> None:
    homes = [Home(UUID(int=n), "ABCD"[n % 4], n) for n in range(200)]
    placed = lay_out(homes, [])
    for isibo in "ABCD":
        rows = [placed[home.household][0] for home in homes if home.isibo == isibo]
        columns = [placed[home.household][1] for home in homes if home.isibo == isibo]
        assert max(rows) - min(rows) < ROWS // 2
        assert max(columns) - min(columns) < COLUMNS // 2


def test_as_many_homes_as_airy_places_stand_airily() -> None:
    homes = [Home(UUID(int=n), "A", n) for n in range(ROWS * COLUMNS // 2)]
    assert {sum(spot) % 2 for spot in lay_out(homes, []).values()} == {0}


def test_dots_of_two_hundred_households_are_small() -> None:
    homes = [Home(UUID(int=n), "ABCD"[n % 4], n) for n in range(220)]
    assert len(dots(lay_out(homes, []).values(), Part())) < 2_500


def household(visitor: Visitor) -> str:
    found = re.search(r'<option value="([0-9a-f-]{36})"', visitor.get(f"{HERE}/tap"))
    assert found
    return found[1]


@pytest.mark.parametrize("spot", [(12, 12), (0, 0), (23, 23), (0, 23)])
def test_the_places_to_choose_from_lie_on_the_map(spot: tuple[int, int]) -> None:
    assert spot in near(spot)
    assert len(set(near(spot))) == 25
    assert all(0 <= row < 24 and 0 <= column < 24 for row, column in near(spot))


def test_a_tap_and_a_thumb_put_a_household_on_the_map(facilitator: Visitor) -> None:
    home = household(facilitator)
    x, y = Part().middle((20, 20))
    around = {"spot.x": str(x * 240 // WHOLE), "spot.y": str(y * 240 // WHOLE)}
    fields = {**facilitator.fields(f"{HERE}/tap"), "household": home, **around}
    near = facilitator.client.post(f"{HERE}/tap", data=fields).text
    assert re.findall(r'name="at" value="([^"]+)"', near)[12] == "U21"
    assert len(re.findall(r'name="at" value="', near)) == 25
    tapped = {"at": "U21"}
    facilitator.done(f"{HERE}/tap", {"household": home, **tapped})
    held = facilitator.client.post(f"{HERE}/tap", data=fields).text
    assert re.search(r"U21<b>\d+</b>", held)
    shown = re.findall(r'<option value="([0-9a-f-]{36})"', facilitator.get(f"{HERE}/tap"))
    other = next(one for one in shown if one != home)
    page = facilitator.refused(f"{HERE}/tap", {"household": other, **tapped})
    assert "is household" in page
    assert "Move that one first." in page
    for bad in ({"spot.x": "-4", "spot.y": "9"}, {"spot.x": "1e9"}, {"at": "Z99"}, {}):
        facilitator.refused(f"{HERE}/tap", {"household": home, **bad})
    facilitator.done(f"{HERE}/tap", {"household": home, "at": "x24"})
    svg = facilitator.client.get(f"{HERE}/picture")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "M247 247h0" in svg.text


@pytest.mark.both_engines
def test_many_are_typed_on_one_screen(facilitator: Visitor) -> None:
    names = re.findall(r'name="(place\.[^"]+)"', facilitator.get(f"{HERE}/type"))
    assert len(names) == 20
    page = facilitator.refused(f"{HERE}/type", {names[0]: "X20", names[1]: "Y1"})
    assert "Write a letter from A to X" in page
    assert 'value="X20"' in page
    twice = facilitator.refused(f"{HERE}/type", {names[0]: "X24", names[1]: "x 24"})
    assert "Move that one first" in twice
    values = re.findall(
        r'name="place\.[^"]+" type="text" value="([A-X]\d+)"', facilitator.get(HERE + "/type")
    )
    swapped = dict(zip(names, values[1:] + values[:1], strict=True))
    assert "from=20" in facilitator.done(f"{HERE}/type", swapped)


@pytest.mark.both_engines
def test_roads_and_landmarks_are_drawn_and_taken_away(facilitator: Visitor) -> None:
    assert "from one place to another" in facilitator.refused(
        f"{HERE}/draw", {"kind": "road", "at": "A1"}
    )
    facilitator.done(f"{HERE}/draw", {"kind": "market", "at": "C3", "label": "Isoko rya Nyanza"})
    page = facilitator.get(HERE)
    assert "Isoko rya Nyanza" in page
    while facilitator.get(f"{HERE}/draw").count("/map/remove?feature=") < MOST_FEATURES:
        facilitator.done(f"{HERE}/draw", {"kind": "school", "at": "D4"})
    full = facilitator.refused(f"{HERE}/draw", {"kind": "school", "at": "D4"})
    assert "The map is full of landmarks" in full
    remove = re.search(
        r'href="/en(/work/[^"]+/map/remove\?feature=[^"]+)"', facilitator.get(HERE + "/draw")
    )
    assert remove
    facilitator.done("/en" + remove[1], {})
    page = facilitator.get(f"{HERE}/poster")
    assert page[page.index("<main") :].count("<svg") == 1


def test_a_round_needs_every_household_on_the_map(facilitator: Visitor) -> None:
    facilitator.done(
        f"/en/work/{VILLAGE}/households/new",
        {"head": "NEW One", "isibo_new": "Ingenzi", "f_18_35": 1},
    )
    assert "46 of 47 households are on the map" in facilitator.get(HERE)
    facilitator.done(f"{HERE}/lay-out", {})
    assert "47 of 47" in facilitator.get(HERE)
    assert "already" in facilitator.refused(f"{HERE}/lay-out", {})


def test_only_who_keeps_the_register_sees_the_map(world: World) -> None:
    for role, place in (("cell_secretary", CELL), ("chair", VILLAGE), ("treasurer", VILLAGE)):
        visitor = world.signed_in(role, place)
        for path in ("", "/poster", "/picture", "/tap"):
            assert visitor.client.get(HERE + path).status_code == 403
    guest = world.client()
    assert guest.get(f"{HERE}/picture").status_code == 303
    assert "/map" not in Visitor(guest).get(f"/en/p/{VILLAGE}")
