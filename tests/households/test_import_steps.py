"""The steps of an import that a phone walks through: how it begins, who is here, a row mended."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.households.sheets import CASES
from tests.households.test_import_pages import begun, columns_of, ended, registered, send, through

HOMES = f"/en/work/{VILLAGE}/households"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def test_the_same_list_twice_registers_nobody_twice(world: World, facilitator: Visitor) -> None:
    before = registered(world)[0]
    first = through(facilitator, case("f02_list.csv"))
    facilitator.done(f"{first}/check", {})
    ended(facilitator, first)
    again = through(facilitator, case("f02_list-plus-one.csv"))
    page = facilitator.get(f"{again}/check")
    assert page.count("Looks like household ") == 3
    assert "Register 1 household" in page
    facilitator.done(f"{again}/check", {})
    ended(facilitator, again)
    assert registered(world)[0] == before + 4
    third = through(facilitator, case("f02_list-semicolon.csv"))
    refused = facilitator.refused(f"{third}/check", {})
    assert "Nothing would be registered." in refused
    facilitator.done(f"{third}/check", {"also": "3"})
    assert "1 household was registered" in ended(facilitator, third)
    assert registered(world)[0] == before + 5
    assert "Isibo" in facilitator.get(f"/en/work/{VILLAGE}/duplicates")


@pytest.mark.both_engines
def test_how_a_list_begins_is_chosen_and_shown(facilitator: Visitor) -> None:
    file = send(facilitator, case("f05_one-sheet-per-isibo.xlsx"))
    page = facilitator.get(f"{file}/begins")
    assert "All 2 lists with the same heading" in page
    assert "Name of the sheet" in page
    assert facilitator.client.get(f"{file}/columns").headers["location"] == f"{file}/begins"
    other = {"sheet": "1", "shown": "-1", "heading": "1"}
    shown = facilitator.client.post(
        f"{file}/begins", data={**facilitator.fields(f"{file}/begins"), **other}
    )
    assert columns_of(shown.text)["sheet"] == "1"
    assert "Uwera Aline" in shown.text
    begun(facilitator, file, sheet="1", shown="1", heading="1")
    facilitator.done(f"{file}/columns", columns_of(facilitator.get(f"{file}/columns")))
    assert "Register 2 households" in facilitator.get(f"{file}/check")
    bad = {"sheet": "1", "shown": "1", "heading": "77"}
    assert "There is no such row" in facilitator.refused(f"{file}/begins", bad)


@pytest.mark.both_engines
def test_a_bad_row_is_mended_and_comes_in(world: World, facilitator: Visitor) -> None:
    before = registered(world)[0]
    file = through(facilitator, b"izina,isibo,abantu\nA A,Isano,many\nB B,Isano,3\nTotal,,3\n")
    page = facilitator.get(f"{file}/check")
    assert "It seems to be a total" in page
    links = set(re.findall(rf'href="({file}/rows/\d+)"', page))
    assert links == {f"{file}/rows/2", f"{file}/rows/4"}
    mend = facilitator.get(f"{file}/rows/2")
    assert 'value="many"' in mend
    identity = {"cell.0": "1 1980 8 0012345 0 12", "cell.1": "Isano", "cell.2": "4"}
    assert "never stored here" in facilitator.refused(f"{file}/rows/2", identity)
    typed = {"cell.0": "A A", "cell.1": "Isano", "cell.2": "4"}
    assert facilitator.done(f"{file}/rows/2", typed) == f"{file}/check"
    assert "Register 2 households" in facilitator.get(f"{file}/check")
    assert facilitator.done(f"{file}/rows/4", {}) == f"{file}/check"
    assert "No isibo is told" in facilitator.get(f"{file}/check")
    facilitator.done(f"{file}/check", {})
    assert "3 households were registered" in ended(facilitator, file)
    assert registered(world)[0] == before + 3
    todo = facilitator.get(f"/en/work/{VILLAGE}/households/interviews")
    assert "Total" in todo, "it waits to be finished"
    assert facilitator.client.get(f"{file}/rows/99").status_code in (404, 422)


@pytest.mark.both_engines
def test_names_in_another_order_are_asked_about_and_found(facilitator: Visitor) -> None:
    home = {"isibo_new": "Isano", "phone": "0788601001", "f_18_35": "4"}
    facilitator.done(f"{HOMES}/new", {**home, "head": "KAREKEZI Urugero Jean"})
    again = facilitator.refused(f"{HOMES}/new", {**home, "head": "Jean Karekezi Urugero"})
    assert "has this phone and the same names in another order" in again
    part = facilitator.refused(f"{HOMES}/new", {**home, "head": "Karekezi Jean"})
    assert "a part of this name" in part
    no_phone = {**home, "phone": "-", "head": "Urugero Jean Karekezi", "f_18_35": "5"}
    assert "this isibo and as many people" in facilitator.refused(f"{HOMES}/new", no_phone)
    for asked in ("Jean Karekezi", "Urugero Karekezi", "karekezi"):
        assert "KAREKEZI Urugero Jean" in facilitator.get(facilitator.done(HOMES, {"q": asked}))
    facilitator.done(f"{HOMES}/new", {**home, "head": "Other Person", "phone": "+256772123456"})
    path = facilitator.done(HOMES, {"q": "Person Other"})
    taken = {**home, "head": "Jean Urugero Karekezi"}
    assert "in another order" in facilitator.refused(path, taken)
    facilitator.done(path, {**taken, "distinct": "yes"})
    facilitator.done(path, {**taken, "m_0_5": "1"})  # asked once, not at every change
