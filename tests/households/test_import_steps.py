"""The steps of an import that a phone walks through: how it begins, who is here, a row mended."""

import re

import pytest

from tests.conftest import VILLAGE, World
from tests.households.sheets import CASES
from tests.households.test_import_pages import begun, columns_of, ended, registered, send, through

pytestmark = pytest.mark.both_engines
HOMES = f"/en/work/{VILLAGE}/households"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def test_the_same_list_twice_registers_nobody_twice(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    before = registered(world)[0]
    first = through(visitor, case("f02_list.csv"))
    visitor.done(f"{first}/check", {})
    ended(visitor, first)
    again = through(visitor, case("f02_list-plus-one.csv"))
    page = visitor.get(f"{again}/check")
    assert page.count("Looks like household ") == 3
    assert "Register 1 household" in page
    visitor.done(f"{again}/check", {})
    ended(visitor, again)
    assert registered(world)[0] == before + 4
    third = through(visitor, case("f02_list-semicolon.csv"))
    refused = visitor.refused(f"{third}/check", {})
    assert "Nothing would be registered." in refused
    visitor.done(f"{third}/check", {"also": "3"})
    assert "1 household was registered" in ended(visitor, third)
    assert registered(world)[0] == before + 5
    assert "Isibo" in visitor.get(f"/en/work/{VILLAGE}/duplicates")


def test_how_a_list_begins_is_chosen_and_shown(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    file = send(visitor, case("f05_one-sheet-per-isibo.xlsx"))
    page = visitor.get(f"{file}/begins")
    assert "All 2 sheets with the same heading" in page
    assert "Name of the sheet" in page
    assert visitor.client.get(f"{file}/columns").headers["location"] == f"{file}/begins"
    other = {"sheet": "1", "shown": "-1", "heading": "1"}
    shown = visitor.client.post(
        f"{file}/begins", data={**visitor.fields(f"{file}/begins"), **other}
    )
    assert columns_of(shown.text)["sheet"] == "1"
    assert "Uwera Aline" in shown.text
    begun(visitor, file, sheet="1", shown="1", heading="1")
    visitor.done(f"{file}/columns", columns_of(visitor.get(f"{file}/columns")))
    assert "Register 2 households" in visitor.get(f"{file}/check")
    bad = {"sheet": "1", "shown": "1", "heading": "77"}
    assert "There is no such row" in visitor.refused(f"{file}/begins", bad)


def test_a_bad_row_is_mended_and_comes_in(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    before = registered(world)[0]
    file = through(visitor, b"izina,isibo,abantu\nA A,Isano,many\nB B,Isano,3\nTotal,,3\n")
    page = visitor.get(f"{file}/check")
    assert "It seems to be a total" in page
    links = set(re.findall(rf'href="({file}/rows/\d+)"', page))
    assert links == {f"{file}/rows/2", f"{file}/rows/4"}
    mend = visitor.get(f"{file}/rows/2")
    assert 'value="many"' in mend
    identity = {"cell.0": "1 1980 8 0012345 0 12", "cell.1": "Isano", "cell.2": "4"}
    assert "never stored here" in visitor.refused(f"{file}/rows/2", identity)
    typed = {"cell.0": "A A", "cell.1": "Isano", "cell.2": "4"}
    assert visitor.done(f"{file}/rows/2", typed) == f"{file}/check"
    assert "Register 2 households" in visitor.get(f"{file}/check")
    assert visitor.done(f"{file}/rows/4", {}) == f"{file}/check"
    assert "No isibo is told" in visitor.get(f"{file}/check")
    visitor.done(f"{file}/check", {})
    assert "3 households were registered" in ended(visitor, file)
    assert registered(world)[0] == before + 3
    todo = visitor.get(f"/en/work/{VILLAGE}/households/interviews")
    assert "Total" in todo, "it waits to be finished"
    assert visitor.client.get(f"{file}/rows/99").status_code in (404, 422)


def test_names_in_another_order_are_asked_about_and_found(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    home = {"isibo_new": "Isano", "phone": "0788601001", "f_18_35": "4"}
    visitor.done(f"{HOMES}/new", {**home, "head": "KAREKEZI Urugero Jean"})
    again = visitor.refused(f"{HOMES}/new", {**home, "head": "Jean Karekezi Urugero"})
    assert "has this phone and the same names in another order" in again
    part = visitor.refused(f"{HOMES}/new", {**home, "head": "Karekezi Jean"})
    assert "a part of this name" in part
    no_phone = {**home, "phone": "-", "head": "Urugero Jean Karekezi", "f_18_35": "5"}
    assert "this isibo and as many people" in visitor.refused(f"{HOMES}/new", no_phone)
    for asked in ("Jean Karekezi", "Urugero Karekezi", "karekezi"):
        assert "KAREKEZI Urugero Jean" in visitor.get(visitor.done(HOMES, {"q": asked}))
    visitor.done(f"{HOMES}/new", {**home, "head": "Other Person", "phone": "+256772123456"})
    path = visitor.done(HOMES, {"q": "Person Other"})
    taken = {**home, "head": "Jean Urugero Karekezi"}
    assert "in another order" in visitor.refused(path, taken)
    visitor.done(path, {**taken, "distinct": "yes"})
    visitor.done(path, {**taken, "m_0_5": "1"})  # asked once, not at every change
