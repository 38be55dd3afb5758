"""The same household in two villages: asked at once, looked into by an officer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DISTRICT, VILLAGE, Visitor, World
from ubudehe.households.duplicates.rules import Traits, look_alike, signs
from ubudehe.places.queries import find_place

OTHER = "43060101"
HERE, THERE = f"/en/work/{VILLAGE}/households", f"/en/work/{OTHER}/households"
HOME = {
    "head": "NIYONZIMA Vestine",
    "isibo_new": "Ingenzi",
    "phone": "0788 555 111",
    "f_18_35": "3",
}


@given(st.sampled_from(["a", "b", ""]), st.sampled_from(["1", "2", None]), st.integers(1, 9))
def test_signs_do_not_depend_on_who_is_asked_first(
    name: str, phone: str | None, members: int
) -> None:
    one, two = Traits("v", name, phone, members), Traits("w", "a", "1", 4)
    assert signs(one, two) == signs(two, one)


@pytest.mark.parametrize(
    ("found", "enough"),
    [
        (("name",), False),
        (("phone", "size"), False),
        (("name", "size"), False),
        (("name", "phone"), True),
        (("name", "size", "origin"), True),
        (("phone", "size", "origin"), True),
    ],
)
def test_one_sign_alone_says_nothing(found: tuple[str, ...], enough: bool) -> None:
    assert look_alike(found) is enough


def test_a_household_in_two_villages_is_asked_about_without_names(world: World) -> None:
    there = world.signed_in("facilitator", OTHER)
    there.done(f"{THERE}/new", HOME)
    here = world.signed_in("facilitator", VILLAGE)
    asked = here.refused(f"{HERE}/new", {**HOME, "head": "Niyonzima  VESTINE"})
    assert "registered in another village" in asked
    assert OTHER not in asked
    assert 'value="0788 555 111"' in asked
    assert "No village is called so" in here.refused(f"{HERE}/new", {**HOME, "origin": "Xyzzy"})
    here.done(f"{HERE}/new", {**HOME, "origin": OTHER})
    line = here.get(f"/en/work/{VILLAGE}/duplicates")
    assert "NIYONZIMA" not in line
    assert OTHER not in line, "the other village is called by its name"
    with world.services.database.read() as session:
        assert find_place(session, OTHER).name in line
    assert OTHER in there.get(f"/en/work/{OTHER}/duplicates")


def test_who_says_it_is_another_household_leaves_a_case_for_the_officer(
    world: World, facilitator: Visitor
) -> None:
    facilitator.done(f"{HERE}/new", HOME)
    again = facilitator.refused(f"{HERE}/new", HOME)
    assert "of this village has this name" in again
    facilitator.done(f"{HERE}/new", {**HOME, "distinct": "yes"})
    officer = world.signed_in("district_officer", DISTRICT)
    cases = officer.get(f"/en/work/{DISTRICT}/duplicates")
    path = re.search(rf'href="(/en/work/{DISTRICT}/duplicates/[^"]+)"', cases)
    assert path
    page = officer.get(path[1])
    assert "NIYONZIMA" not in page
    assert "ask the village." in page, "both entries are of one"
    assert "555 111" not in page
    assert "555111" not in page
    officer.done(path[1], {"finding": "same", "reason": "Both say so."})
    assert "One household" in facilitator.get(f"/en/work/{VILLAGE}/duplicates")


@pytest.mark.both_engines
def test_only_who_is_over_both_villages_decides(world: World) -> None:
    there = world.signed_in("facilitator", OTHER)
    there.done(f"{THERE}/new", HOME)
    here = world.signed_in("facilitator", VILLAGE)
    here.done(f"{HERE}/new", {**HOME, "distinct": "yes"})
    officer = world.signed_in("district_officer", DISTRICT)
    cases = officer.get(f"/en/work/{DISTRICT}/duplicates")
    path = re.search(rf'href="(/en/work/{DISTRICT}/duplicates/[^"]+)"', cases)
    assert path
    assert "What did you find?" not in officer.get(path[1])
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(f"/en/work/{VILLAGE}/duplicates").status_code == 403
