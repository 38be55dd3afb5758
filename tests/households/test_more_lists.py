"""More lists as people make them: names in two columns, slips in headings, isibo in lines."""

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.households.sheets import RWANDA, guessed, named, reading_of, sheet_of
from tests.households.test_import_pages import send, through
from ubudehe.households.forms import NO_GROUP
from ubudehe.households.importing.rules.elsewhere import of_others
from ubudehe.households.importing.rules.numbers import read_land, read_people
from ubudehe.households.importing.rules.rows import read_rows
from ubudehe.households.interviews.rules import left_open
from ubudehe.language.phones import phones_in
from ubudehe.language.refusals import Refusal
from ubudehe.language.slips import one_slip
from ubudehe.places.queries import find_place


def households(text: str) -> list[tuple[str, str, int]]:
    """Return isibo, head and number of people of each household that a list makes."""
    sheet = sheet_of(text)
    forms = [row.form for row in reading_of(sheet, guessed(sheet)).ready]
    return [(form.isibo, form.head, form.members) for form in forms]


@pytest.mark.parametrize(
    "heading",
    [
        "NOM,PRENOM",
        "Izina,Irindi zina",
        "Surname,First name",
        "Nom de famille,Prénoms",
        "Last name,Other names",
    ],
)
def test_a_name_in_two_columns_is_one_name(heading: str) -> None:
    text = f"{heading},Isibo,Abantu\nUWERA,Aline,Isano,4\nGABO Jean,Jean,Isano,2\n"
    assert households(text) == [("Isano", "UWERA Aline", 4), ("Isano", "GABO Jean", 2)]


@pytest.mark.parametrize(
    ("heading", "cells", "people"),
    [
        ("Gore,Gabo,Abana", "2,1,3", 6),
        ("Abagore,Abagabo,Umubare w'abana", "2,1,3", 6),
        ("Women,Men,Children", "2,1,3", 6),
        ("Femmes,Hommes,Enfants", "2,1,3", 6),
        ("Wanawake,Wanaume,Watoto", "2,1,3", 6),
        ("Female,Male,Children", "2,1,3", 3),
        ("Membres F,Membres H,Enfants", "2,1,3", 3),
        ("Gore,Gabo,Abana bafite ubumuga", "2,1,3", 3),
        ("Gore,Gabo,Abana,Abana biga", "2,1,3,2", 6),
        ("Gore,Abana,Abagize urugo", "1,2,3", 3),
    ],
)
def test_women_men_and_children_are_all_people_of_a_household(
    heading: str, cells: str, people: int
) -> None:
    text = f"Izina,Isibo,{heading}\nUWERA Aline,Isano,{cells}\n"
    assert households(text) == [("Isano", "UWERA Aline", people)]


def test_children_who_are_among_the_women_and_men_keep_no_household_out() -> None:
    text = "Izina,Isibo,Abantu,Gore,Gabo,Abana\nUWERA Aline,Isano,4,2,2,2\n"
    assert households(text) == [("Isano", "UWERA Aline", 4)]


@pytest.mark.parametrize("isibo", ["", "-", "n/a", "#REF!", "B?loz", "x" * 130])
def test_without_its_isibo_a_household_waits_in_the_list_to_finish(isibo: str) -> None:
    sheet = sheet_of(f"Izina,Isibo,Abantu\nUWERA Aline,{isibo},4\nGABO Jean,Isano,2\n")
    reading = reading_of(sheet, guessed(sheet))
    form = reading.ready[0].form
    assert (form.isibo, form.head, reading.problems) == (NO_GROUP, "UWERA Aline", ())
    assert [note.column for note in reading.notes] == ["Isibo"]
    assert "isibo" in left_open(form.isibo, form.model_dump(), groups=True)


def test_a_first_name_alone_is_the_head() -> None:
    assert households("Prénom,Isibo,Abantu\nAline,Isano,4\n") == [("Isano", "Aline", 4)]


@pytest.mark.parametrize(
    "heading",
    [
        "Amzina y’umukuru w’urugo,Isib,Umubare w abagize urgo,Telephoni",
        "Nom et prénoms du chef de menage,Isibbo,Nbre de pers.,N° Tél",
        "Name of houshold head,Isibo,No of pple,Telephne",
        "Jian la mkuu wa kaya,Isibo,Idadi ya wattu,Na. ya siimu",
    ],
)
def test_one_slip_in_a_heading_is_forgiven(heading: str) -> None:
    sheet = sheet_of(f"{heading}\nUwera Aline,Isano,4,0788123456\n")
    at = dict(zip(heading.split(","), ("head", "isibo", "members_total", "phone"), strict=True))
    found = {column: target for target, column in named(sheet, guessed(sheet)).items()}
    assert found == at


def test_a_slip_makes_no_other_question_of_a_column() -> None:
    sheet = sheet_of("izina,isibo,abantu,imyaka,sexe,dames\nUwera Aline,Isano,4,40,F,2\n")
    assert set(named(sheet, guessed(sheet))) == {"head", "isibo", "members_total", "head_sex"}


@pytest.mark.parametrize(
    "line", ["ISIBO: {}", "Isibo ya {}", "Isibo - {}", "Groupe : {}", "isibo,{}"]
)
def test_a_line_that_names_an_isibo_counts_for_the_rows_below(line: str) -> None:
    text = (
        f"izina,abantu\n{line.format('Isano')}\nUwera Aline,4\nGabo Jean,3\n"
        f"{line.format('Ubumwe')}\nKeza Rose,2\n"
    )
    assert households(text) == [
        ("Isano", "Uwera Aline", 4),
        ("Isano", "Gabo Jean", 3),
        ("Ubumwe", "Keza Rose", 2),
    ]


def test_a_head_called_like_a_group_is_no_line_of_its_own() -> None:
    text = "izina,isibo,abantu\nIsibo Jean,Isano,4\n"
    assert households(text) == [("Isano", "Isibo Jean", 4)]


@pytest.mark.parametrize(
    ("cell", "name"),
    [("1. UWERA Aline", "UWERA Aline"), ("12) Gabo", "Gabo"), ("3.Keza", "Keza"), ("2Pac", "2Pac")],
)
def test_a_number_before_a_name_is_none_of_it(cell: str, name: str) -> None:
    assert households(f"izina,isibo,abantu\n{cell},Isano,4\n") == [("Isano", name, 4)]


def test_what_a_spreadsheet_could_not_reckon_is_no_name() -> None:
    sheet = sheet_of("izina,isibo,abantu\n#N/A,Isano,4\nGabo,#REF!,2\nKeza,Isano,1\n")
    ready = reading_of(sheet, guessed(sheet)).ready
    assert [(row.row, row.form.isibo) for row in ready] == [(3, NO_GROUP), (4, "Isano")]


def test_the_heading_again_in_other_letters_is_no_household() -> None:
    text = "IZINA,ISIBO,ABANTU\nUwera Aline,Isano,4\nIzina,Isibo,Abantu\nGabo,Isano,2\n"
    sheet = sheet_of(text)
    reading = reading_of(sheet, guessed(sheet))
    assert (len(reading.ready), reading.problems) == (2, ())


def test_a_part_sum_is_no_household() -> None:
    text = "izina,isibo,abantu\nUwera,Isano,4\nGabo,Isano,3\nS/Total,Isano,7\nKeza,Ubumwe,2\n"
    assert [people for _, _, people in households(text)] == [4, 3, 2]


@pytest.mark.parametrize(
    ("cell", "people"),
    [("4 abantu", 4), ("watu 4", 4), ("4 pers.", 4), ("12.0", 12), ("٤", 4), ("3+1", None)],
)
def test_people_may_be_counted_with_their_word(cell: str, people: int | None) -> None:
    if people is None:
        with pytest.raises(Refusal):
            read_people(cell)
    else:
        assert read_people(cell) == people


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("0.5 ha", (50, "are")),
        ("50 ares", (50, "are")),
        ("800m²", (800, "m2")),
        ("0,5", (50, "are")),
        ("2 hegitari", (2, "ha")),
    ],
)
def test_an_area_says_its_own_unit(cell: str, area: tuple[int, str]) -> None:
    assert read_land(cell, "ha") == area


def test_the_heading_says_in_which_unit_land_is_measured() -> None:
    sheet = sheet_of("izina,isibo,abantu,ubutaka (ha)\nUwera,Isano,4,2\n")
    plan = guessed(sheet)
    assert plan.texts["land_unit"] == "ha"
    (row,) = reading_of(sheet, plan).ready
    assert (row.form.land, row.form.land_unit) == (2, "ha")


@pytest.mark.parametrize("cell", ["65,000.00", "65.000,00", "65 000", "65,000/="])
def test_a_monthly_income_may_have_cents_of_nothing(cell: str) -> None:
    sheet = sheet_of(f'izina,isibo,abantu,umushahara\nUwera,Isano,4,"{cell}"\n')
    (row,) = reading_of(sheet, guessed(sheet)).ready
    assert row.form.income == RWANDA.income_band(65_000)


@pytest.mark.parametrize("cell", ["(+250) 788.123.457", "(0788)123457", "+250(788)123-457"])
def test_a_phone_may_stand_in_brackets(cell: str) -> None:
    assert phones_in(cell, "RW") == ("+250788123457",)


def test_rows_of_another_village_are_not_registered_here() -> None:
    text = "izina,umudugudu,isibo,abantu\n" + "".join(
        f"N{at},{name},Isano,1\n"
        for at, name in enumerate(
            ("Kabeza", "KABEZA", "Umudugudu wa Kabeza", "Kabesa", "", "Nyabisindu", "Kabeza II")
        )
    )
    sheet = sheet_of(text)
    plan = guessed(sheet)
    reading = read_rows(sheet, plan, set(), RWANDA, ["Kabeza"])
    assert [row.row for row in reading.ready] == [2, 3, 4, 5, 6]
    assert [one.value for one in reading.problems] == ["Nyabisindu", "Kabeza II"]
    # A list in which nothing is called so is not told apart.
    assert of_others(sheet, (), ["Muhororo"]) == {}


def test_a_list_of_a_cell_registers_the_own_village_alone(
    world: World, facilitator: Visitor
) -> None:
    with world.services.database.read() as session:
        here = find_place(session, VILLAGE).name
    text = f"Izina,Irindi zina,Umudugudu,Abantu\nISIBO: Isano\nUWERA,Aline,{here},4\n"
    file = through(facilitator, f"{text}GABO,Jean,Ahandi,3\n".encode())
    page = facilitator.get(f"{file}/check")
    assert "Register 1 household" in page
    assert "of another village" in page
    assert send(facilitator, text.encode())


def test_one_slip_parts_words_that_are_long_enough() -> None:
    assert one_slip("isib", "isibo")
    assert one_slip("amzina", "amazina")
    assert not one_slip("tel", "te")
    assert not one_slip("telephone", "telefoni")
