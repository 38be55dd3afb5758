"""Finding a place by any of its names, in any language, order and with one slip of the finger."""

from collections.abc import Collection

import pytest

from tests.conftest import VILLAGE, World
from ubudehe.places.finding import EXACT, HOLDS, SLIP, places_called
from ubudehe.places.queries import MOST_FOUND, search_places
from ubudehe.places.reading import load_country, place_rows

RWANDA = load_country()


def best(text: str) -> list[str]:
    found = places_called(text, RWANDA)
    return [code for code, fit in found.items() if fit == min(found.values())]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Amajyepfo", {"2"}),
        ("Intara y'Amajyepfo", {"2"}),
        ("Intara y\u2019Iburasirazuba", {"5"}),
        ("Iburasirazuba", {"5"}),
        ("Province du Sud", {"2"}),
        ("Province de l'Est", {"5"}),
        ("l'Est", {"5"}),
        ("southern province", {"2"}),
        ("Kusini", {"2"}),
        ("Mkoa wa Mashariki", {"5"}),
        ("Gisagara District", {"22"}),
        ("akarere ka Gisagara", {"22"}),
        ("wilaya ya Huye", {"24"}),
        ("District de Huye", {"24"}),
        ("umudugudu wa Rugayantete", {"22120308"}),
        ("Rugayantete village", {"22120308"}),
        ("Rugayantete (umudugudu)", {"22120308"}),
        ("22 12 03 08", {"22120308"}),
        ("\u0662\u0662", {"22"}),
        ("202120308", {"22120308"}),
        ("Gasabo Kabeza", {"12050305", "12110402", "12140304"}),
        ("Kabeza, Gasabo", {"12050305", "12110402", "12140304"}),
        ("kabeza akarere ka gasabo", {"12050305", "12110402", "12140304"}),
        ("Amarembo II", {"12130102"}),
        ("Amarembo 2", {"12130102"}),
        ("amarembo il", {"12130102"}),
        ("Musamze", {"43"}),
        ("Gasbo Kabeza", {"12050305"}),
        ("Gasabo Kabezza", {"12050305"}),
        ("iGsagara", {"22"}),
    ],
)
def test_what_people_type_finds_the_place(text: str, codes: Collection[str]) -> None:
    assert set(codes) <= set(best(text))


@pytest.mark.parametrize("text", ["Umujyi wa Kigali", "Ville de Kigali", "City of Kigali"])
def test_the_whole_name_comes_before_what_has_a_part_of_it(text: str) -> None:
    assert places_called(text, RWANDA)["1"] == EXACT
    assert best(text) == ["1"]


def test_every_name_that_a_page_shows_finds_its_place() -> None:
    for code, _level, name, _parent in place_rows(RWANDA):
        if len(code) > 4:
            continue
        for lang in RWANDA.languages:
            assert code in best(RWANDA.place_name(code, name, lang)), (code, lang)
    for code, names in RWANDA.former_names.items():
        assert all(code in best(name) for name in names)


def test_a_level_named_is_the_level_found() -> None:
    assert set(best("Akagari ka Kabeza")) == set(best("Kabeza cell"))
    assert {len(code) for code in best("Akagari ka Kabeza")} == {6}


def test_unseen_signs_change_nothing_and_nothing_finds_nothing() -> None:
    assert places_called("Kabeza\u200b", RWANDA) == places_called("Kabeza", RWANDA)
    for text in ("", " ", "'", "99999999", "Xqzw", "11 11 11 1"):
        assert places_called(text, RWANDA) == {}


def test_a_slip_is_asked_for_only_where_nothing_fits() -> None:
    assert SLIP not in places_called("Kabeza", RWANDA).values()
    assert set(places_called("Kabezza", RWANDA).values()) == {SLIP}
    assert max(places_called("ber", RWANDA).values()) <= HOLDS


def test_places_that_keep_books_come_first_and_a_cut_list_says_so(world: World) -> None:
    with world.services.database.read() as session:
        name = next(n for code, _, n, _ in place_rows(RWANDA) if code == VILLAGE)
        found = search_places(session, name, RWANDA)
        assert VILLAGE in [line.code for line in found.lines][:2]
        many = search_places(session, "kabeza", RWANDA)
        last = max(places_called("kabeza", RWANDA))
        inside = search_places(session, "kabeza", RWANDA, last[:4])
    assert last in [line.code for line in inside.lines], "others elsewhere leave no room for it"
    assert {line.code[:4] for line in inside.lines} == {last[:4]}
    assert len(many.lines) == MOST_FOUND < many.found
    page = world.client().get("/en/find?q=kabeza").text
    assert f"{many.found} places fit; the first {MOST_FOUND} are shown." in page
    assert "places fit" not in world.client().get("/en/find?q=Gisagara+District").text


def test_no_name_ends_in_a_small_letter_for_a_number() -> None:
    ends = {name.rpartition(" ")[2] for _, _, name, _ in place_rows(RWANDA) if " " in name}
    assert not ends & {"l", "ll", "Il", "lI", "l1", "1l", "lll", "IIl", "lV", "Vl", "O"}


@pytest.mark.parametrize("typed", ["kijiji cha Rugayantete", "Nyanza sect. Gisagara"])
def test_level_words_in_swahili_and_cut_short(typed: str) -> None:
    assert places_called(typed, RWANDA)
