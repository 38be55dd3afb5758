"""Guessing what columns and values mean, in four languages; never more than they say."""

import pytest

from tests.households.sheets import RWANDA, sheet_of
from ubudehe.households.forms import ASSETS, BANDS, CHOICES, LIVESTOCK, HouseholdForm
from ubudehe.households.importing.rules.answers import guess_answers
from ubudehe.households.importing.rules.guessing import guess_columns
from ubudehe.households.importing.rules.targets import GROUPS, TARGETS
from ubudehe.households.importing.words import IMPORT_WORDS

MAIN = (
    *("key", "isibo", "head", "head_sex", "members_total"),
    *("roof", "wall", "floor", "water", "power", "latrine"),
)
KINYARWANDA = (
    "Kode y'urugo,Isibo,Umukuru w'urugo,Igitsina,Abagize urugo,"
    "Igisenge,Inkuta,Hasi,Amazi,Amashanyarazi,Ubwiherero"
)
HEADS = (
    "household_id,isibo,head,head_sex,members,roof,walls,floor,water,electricity,toilet",
    "no_menage,isibo,chef de ménage,Sexe,Taille ménage,Toit,Murs,Sol,Eau,Électricité,Toilettes",
    "msimbo wa kaya,isibo,Mkuu wa kaya,Jinsia,Wanakaya,Paa,Kuta,Sakafu,Maji,Umeme,Choo",
    KINYARWANDA,
)


def test_every_field_of_a_target_is_one_of_the_questionnaire() -> None:
    fields = set(HouseholdForm.model_fields) | {f"asset_{asset}" for asset in ASSETS}
    own = {"key", "head_more", "members_total", "income_francs", "f_all", "m_all"}
    own |= {"c_all", "g_all", "b_all"}
    assert set(TARGETS) - own <= fields
    assert set(LIVESTOCK) | {f"{sex}_{band}" for sex in "fm" for band in BANDS} <= set(TARGETS)
    assert {target.group for target in TARGETS.values()} == set(GROUPS)
    assert set(IMPORT_WORDS["target"]) == set(TARGETS)
    assert set(IMPORT_WORDS["group"]) == set(GROUPS) - {"main"}


def test_names_of_columns_are_guessed_in_four_languages() -> None:
    for head in HEADS:
        sheet = sheet_of(f"{head}\n" + "x," * 10 + "x\n")
        assert guess_columns(sheet, RWANDA.manners) == {
            target: at for at, target in enumerate(MAIN)
        }


@pytest.mark.parametrize(("people", "alone"), [(60, False), (61, True)])
def test_numbers_too_large_for_a_household_count_no_people(people: int, alone: bool) -> None:
    """A column without a name beside that of people is doubtful where it may hold people, too."""
    sheet = sheet_of(f"izina,abantu,\nMukamana A,3,{people}\nGabo B,2,{people}\n")
    assert ("members_total" in guess_columns(sheet, RWANDA.manners)) is alone


def test_a_phone_column_may_ask_for_a_number_or_for_ownership() -> None:
    numbers = sheet_of("key,phone,members\n1,0788123456,4\n2,,3\n3,+250 722 123 456,1\n")
    assert guess_columns(numbers, RWANDA.manners)["phone"] == 1
    owned = sheet_of("key,phone,members\n1,Y,4\n2,N,3\n")
    assert "phone" not in guess_columns(owned, RWANDA.manners)


@pytest.mark.parametrize(
    ("values", "yes", "no"),
    [
        ("Y N", "Y", "N"),
        ("1 0", "1", "0"),
        ("1 2", "1", "2"),
        ("Yego Oya", "Yego", "Oya"),
        ("Y O", "Y", "O"),
        ("Oui Non", "Oui", "Non"),
        ("O N", "O", "N"),
        ("Ndiyo Hapana", "Ndiyo", "Hapana"),
        ("N H", "N", "H"),
        ("TRUE FALSE", "TRUE", "FALSE"),
    ],
)
def test_yes_and_no_are_guessed(values: str, yes: str, no: str) -> None:
    assert guess_answers(TARGETS["asset_radio"], values.split()) == {yes: "yes", no: "no"}


def test_what_could_mean_either_is_not_guessed() -> None:
    radio = TARGETS["asset_radio"]
    assert guess_answers(radio, ["0", "1", "2"]) == {}
    assert guess_answers(radio, ["n"]) == {}
    assert guess_answers(TARGETS["head_sex"], ["0", "1"]) == {}
    assert guess_answers(TARGETS["wall"], ["mud bricks"]) == {}
    assert guess_answers(TARGETS["roof"], ["2", "4", "5", "6", "9", "アスファルト"]) == {}


def test_sexes_and_materials_are_guessed() -> None:
    sex = TARGETS["head_sex"]
    assert guess_answers(sex, ["M", "F", "T", "NA"]) == {"M": "m", "F": "f", "NA": ""}
    assert guess_answers(sex, ["1", "2"]) == {"1": "m", "2": "f"}
    assert guess_answers(sex, ["Gabo", "Gore"]) == {"Gabo": "m", "Gore": "f"}
    assert guess_answers(sex, ["H", "F"]) == {"H": "m", "F": "f"}
    roofs = ["Rustic_metal", "Tôles", "Amabati", "Mabati", "iron sheets", "Concrete"]
    assert set(guess_answers(TARGETS["roof"], roofs).values()) == {"iron"}
    assert "Concrete" not in guess_answers(TARGETS["roof"], roofs)


def test_guesses_are_always_answers_of_ours() -> None:
    words = ["own", "none", "public", "earth", "Other", "metal", "NA", "1", "sima", "ha", "vup"]
    for target in TARGETS.values():
        allowed = {*target.answers, ""}
        assert set(guess_answers(target, words).values()) <= allowed
    assert all(TARGETS[code].answers == CHOICES[code] for code in ("roof", "water", "work"))
