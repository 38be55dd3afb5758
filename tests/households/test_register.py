"""Registering, finding and changing households."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.households.rules import square_metres
from ubudehe.places.reading import load_country
from ubudehe.record.append import total

HOMES = f"/en/work/{VILLAGE}/households"
HOME = {"head": "LUGENERA Aline", "isibo": "Ubumwe", "f_36_64": "1", "m_0_5": "2", "roof": "iron"}

band = load_country().income_band


def homes(world: World) -> tuple[int, int]:
    with world.services.database.read() as session:
        return total(session, VILLAGE, "households"), total(session, VILLAGE, "people")


def test_a_household_is_registered_found_and_changed(world: World, facilitator: Visitor) -> None:
    households, people = homes(world)
    facilitator.done(f"{HOMES}/new", HOME)
    assert homes(world) == (households + 1, people + 3)
    path = facilitator.done(HOMES, {"q": "rugenera"})
    assert facilitator.send(HOMES, {"q": "isibo"}).status_code == 200, "of several one is chosen"
    assert 'value="LUGENERA Aline"' in facilitator.get(path)
    facilitator.done(path, {**HOME, "m_0_5": "1", "wall": "mud"})
    assert homes(world) == (households + 1, people + 2)
    assert '<option value="mud" selected>' in facilitator.get(path)


def test_bad_answers_are_told_and_nothing_is_lost(world: World, facilitator: Visitor) -> None:
    before = homes(world)
    for field, typed, message in (
        ("head", "", "Fill this in"),
        ("head", "1 1980 7 0012345 0 99", "never stored here"),
        ("phone", "12345", "Write a phone number"),
        ("f_36_64", "many", "whole number"),
        ("f_36_64", "61", "must be 60 or less"),
        ("roof", "gold", "Choose one of the answers"),
        ("hungry_months", "13", "must be 12 or less"),
    ):
        page = facilitator.refused(f"{HOMES}/new", {**HOME, field: typed})
        assert message in page, field
        assert 'value="Ubumwe"' in page
    nobody = {"head": "Aline", "isibo": "Ubumwe"}
    assert "At least one person" in facilitator.refused(f"{HOMES}/new", nobody)
    assert homes(world) == before


def test_names_are_for_those_who_keep_the_register(world: World) -> None:
    for role in ("chair", "treasurer"):
        assert world.signed_in(role, VILLAGE).client.get(HOMES).status_code == 403
    officer = world.signed_in("cell_secretary", "221203")
    assert officer.client.get(HOMES).status_code == 403


@given(st.integers(0, 10**7))
def test_income_bands_follow_each_other(francs: int) -> None:
    order = ("under_45000", "45000_64999", "65000_600000", "over_600000")
    assert order.index(band(francs)) <= order.index(band(francs + 1))


def test_income_band_edges_and_areas() -> None:
    edges = {44_999: 0, 45_000: 1, 64_999: 1, 65_000: 2, 600_000: 2, 600_001: 3}
    order = ("under_45000", "45000_64999", "65000_600000", "over_600000")
    assert {n: order.index(band(n)) for n in edges} == edges
    assert square_metres(3, "are") == 300
    assert square_metres(2, "ha") == 20_000


@pytest.mark.parametrize("phone", ["ntayo", "Nta telefone", "0000", "aucun", "hakuna"])
def test_no_phone_in_words_keeps_no_household_out(
    world: World, facilitator: Visitor, phone: str
) -> None:
    before = homes(world)[0]
    facilitator.done(f"/en/work/{VILLAGE}/households/new", {**HOME, "phone": phone, "m_0_5": "٢"})
    assert homes(world)[0] == before + 1
