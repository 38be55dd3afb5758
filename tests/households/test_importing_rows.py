"""From rows to households: every problem told, nothing guessed, real surveys read whole."""

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.households.sheets import (
    FULL,
    OURS,
    RWANDA,
    book_of,
    guessed,
    named,
    needs_full,
    reading_of,
    sheet_of,
    table,
)
from ubudehe.households.importing.registering.problem_lists import problems_csv
from ubudehe.households.importing.rules.keeping import (
    plan_from_json,
    plan_to_json,
)
from ubudehe.households.importing.rules.numbers import read_count, read_income, read_land
from ubudehe.households.importing.rules.plans import (
    Plan,
    check_plan,
    guess_plan,
)
from ubudehe.households.importing.rules.rows import RowProblem
from ubudehe.households.importing.rules.typed import (
    answers_typed,
    columns_typed,
    digest_of,
    questions_of,
    typed_answers,
    typed_plan,
)
from ubudehe.language.refusals import Refusal


@given(st.text(alphabet=',;\t|"\r\n ab12é', max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        sheet = sheet_of(text)
    except Refusal:
        return
    plan = Plan({"key": 0, "members_total": len(sheet.columns) - 1}, {"isibo": "x", "head": "y"})
    reading = reading_of(sheet, plan)
    assert len(reading.ready) + reading.rows_with_problems == len(sheet.rows)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("4", 4),
        ("4.0", 4),
        ("4,00", 4),
        ("1 200", 1200),
        ("1,000", 1000),
        ("٣", 3),
        ("1\u200b2", 12),
    ],
)
def test_counts(text: str, count: int) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["4.5", "-99", "four", "1e3", "4 or 5"])
def test_no_counts(text: str) -> None:
    with pytest.raises(Refusal):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "unit", "land"),
    [
        ("2", "ha", (2, "ha")),
        ("0.5", "ha", (50, "are")),
        ("0,5", "ha", (50, "are")),
        ("0.125", "ha", (1250, "m2")),
        ("12.0", "are", (12, "are")),
        ("7.5", "m2", (8, "m2")),
        ("0", "ha", (0, "ha")),
    ],
)
def test_land(text: str, unit: str, land: tuple[int, str]) -> None:
    assert read_land(text, unit) == land


@pytest.mark.parametrize("text", ["large", "-1", "10000", "1.2.3"])
def test_no_land(text: str) -> None:
    with pytest.raises(Refusal):
        read_land(text, "ha")


def test_income_in_francs_becomes_a_band() -> None:
    assert read_income("44 999", RWANDA) == "under_45000"
    assert read_income("45000.0", RWANDA) == "45000_64999"
    with pytest.raises(Refusal):
        read_income("much", RWANDA)


def test_plans_from_which_no_household_could_come_are_refused() -> None:
    sheet = sheet_of("key,members,roof\n" + "".join(f"{n},4,r{n}\n" for n in range(40)))
    texts = {"isibo": "x", "head": "y"}
    for columns, said, field in (
        ({"key": 0}, texts, "members_total"),
        ({"members_total": 1}, {"isibo": "x"}, "head"),
        ({"members_total": 1}, {"head": "y"}, "isibo"),
        ({"members_total": 1, "rooms": 1}, texts, "rooms"),
        ({"members_total": 9}, texts, "members_total"),
        ({"members_total": 1, "roof": 2}, texts, "roof"),
        ({"members_total": 1, "land": 0}, texts, "land_unit"),
    ):
        with pytest.raises(Refusal) as refused:
            check_plan(sheet, Plan(columns, said), RWANDA.income_codes)
        assert refused.value.field == field


def test_rows_with_problems_are_told_one_by_one() -> None:
    sheet = sheet_of(
        "key,head,members,f_0_5,phone,rooms,cattle\n"
        "1,A,4,1,0788123456,2.0,\n"
        "2,,x,0,12,999,1\n"
        "1,B,3,0,0722123456,,\n"
        ",C,3,0,0788123457,,\n"
        "5,D,2,3,,,\n"
        "6,E,0,0,,,-4\n"
        "7,F,4,,,,,extra\n"
        "8,G,NA,2,NA,n/a,-\n"
    )
    reading = reading_of(sheet, replace(guessed(sheet), texts={"isibo": "x"}), {"8"})
    told = {(problem.row, problem.column) for problem in reading.problems}
    assert told == {
        (3, "head"),
        (3, "members"),
        (4, "key"),
        (5, "key"),
        (6, "members"),
        (7, "members"),
        (8, ""),
    }
    assert (reading.repeated, reading.known, reading.rows_with_problems) == (1, (9,), 6)
    assert [row.key for row in reading.ready] == ["1"]
    form = reading.ready[0].form
    assert (form.members, form.f_0_5, form.age_unknown, form.cattle) == (4, 1, 3, None)


def test_texts_stand_in_for_missing_names() -> None:
    sheet = sheet_of("key,head,members\nuuid:a1,,4\nuuid:b2,Noël,4\n")
    plan = Plan({"key": 0, "head": 1, "members_total": 2}, {"isibo": "—", "head": "Urugo {key}"})
    reading = reading_of(sheet, plan)
    assert [(row.key, row.form.head) for row in reading.ready] == [
        ("a1", "Urugo a1"),
        ("b2", "Noël"),
    ]


def test_without_a_key_the_same_file_is_known_again() -> None:
    sheet = sheet_of("head,members\nA,4\nB,3\n")
    plan = guessed(sheet)
    first = reading_of(sheet, plan)
    again = reading_of(sheet, plan, {row.key for row in first.ready})
    assert (len(first.ready), len(again.ready), again.known) == (2, 0, (2, 3))


def test_land_units_and_categories() -> None:
    sheet = sheet_of(
        "key,members,land,land_unit,own_category\n1,4,0.5,ha,c\n2,4,3,acre,Z\n3,4,2,,\n4,4,,,E\n"
    )
    reading = reading_of(sheet, guessed(sheet))
    assert reading.problems == ()
    assert [(p.row, p.column) for p in reading.notes] == [(3, "land"), (4, "land")]
    first, _, kept, last = (row.form for row in reading.ready)
    assert (first.land, first.land_unit, first.self_view) == (50, "are", "C")
    assert (kept.land, kept.other_answers) == (None, {"land": "2"})
    assert (last.land, last.land_unit, last.self_view) == (None, None, "E")
    with_text = reading_of(sheet, guessed(sheet, land_unit="are"))
    assert [row.form.land for row in with_text.ready] == [50, 3, 2, None]
    assert with_text.ready[1].form.other_answers == {"self_view": "Z"}


def test_what_was_typed_comes_back_as_a_plan() -> None:
    sheet = table((OURS / "kinyarwanda.csv").read_bytes())
    plan = guessed(sheet, land_unit="ha")
    questions = questions_of(sheet, plan, RWANDA.income_codes)
    fields = {**columns_typed(plan), **answers_typed(questions, plan)}
    back = typed_plan(fields, plan.texts, sheet, Plan(), RWANDA.income_codes)
    assert replace(back, answers=typed_answers(fields, questions)) == plan
    assert plan_from_json(plan_to_json(plan)) == plan
    other = typed_plan(
        {**fields, "c.roof": "99", "c.wall": "x"}, plan.texts, sheet, plan, RWANDA.income_codes
    )
    assert (other.columns["roof"], other.columns["wall"]) == (-1, -1)
    fewer = replace(plan, columns={k: v for k, v in plan.columns.items() if k != "roof"})
    assert digest_of(questions_of(sheet, fewer, RWANDA.income_codes)) != digest_of(questions)


def test_answers_once_given_stay_while_the_column_stays() -> None:
    sheet = sheet_of("key,members,roof,toit\n1,4,4,5\n2,3,2,5\n")
    before = Plan({"key": 0, "members_total": 1, "roof": 2}, {}, {"roof": {"4": "iron"}})
    same = typed_plan(columns_typed(before), {}, sheet, before, RWANDA.income_codes)
    assert same.answers["roof"] == {"4": "iron"}
    moved = typed_plan(
        {**columns_typed(before), "c.roof": "3"}, {}, sheet, before, RWANDA.income_codes
    )
    assert moved.answers["roof"] == {}


def test_a_kinyarwanda_file() -> None:
    content = (OURS / "kinyarwanda.csv").read_bytes()
    sheet, book = table(content), book_of(content)
    assert (book.separator, book.encoding, sheet.index) == (";", "utf-8", "#1")
    assert book.identities == ("Indangamuntu",)
    reading = reading_of(sheet, guessed(sheet, land_unit="ha"))
    assert reading.problems == ()
    assert [row.row for row in reading.ready] == [2, 3, 4, 6]
    first = reading.ready[0].form
    assert (first.roof, first.water, first.latrine) == ("iron", "public_tap", "own")
    assert (first.land, first.land_unit, first.assets) == (50, "are", ["radio"])
    assert first.other_answers == {"power": "Oya"}
    assert (reading.ready[3].form.land, reading.ready[3].form.phone) == (None, None)


def test_a_french_file_in_an_old_alphabet() -> None:
    sheet = table((OURS / "francais_cp1252.csv").read_bytes())
    book = book_of((OURS / "francais_cp1252.csv").read_bytes())
    assert (book.encoding, book.emptied) == ("cp1252", 1)
    reading = reading_of(sheet, guessed(sheet))
    assert {(p.row, p.column) for p in reading.problems} == {
        (4, "N° ménage"),
        (4, "Taille du ménage"),
        (5, "Nom du chef"),
        (5, "Taille du ménage"),
        (6, "Taille du ménage"),
    }
    assert [row.form.head for row in reading.ready] == ["Hélène Mukeshimana", "Noël Gasana"]
    assert reading.ready[0].form.other_answers == {"wall": "Briques adobe"}


def test_codes_without_labels_are_kept_as_they_came() -> None:
    sheet = table((OURS / "ihsn_cut.csv").read_bytes())
    plan = guessed(sheet)
    assert named(sheet, plan) == {
        "key": "household_id",
        "head_sex": "head_sex",
        "members_total": "members",
        "roof": "roof",
        "wall": "walls",
        "water": "water",
        "power": "electcon",
    }
    reading = reading_of(sheet, plan)
    assert len(reading.ready) == 30
    first = reading.ready[0].form
    assert (first.head_sex, first.members, first.roof) == ("m", 4, None)
    assert first.other_answers == {"roof": "4", "wall": "3", "water": "3", "power": "1"}


def test_problems_as_a_file() -> None:
    problems = [RowProblem(7, "phone", "=1+1", "Fill this in."), RowProblem(8, "", "", "No.")]
    content = problems_csv(["Row", "Column", "Value", "Wrong"], problems, lambda p: p.msgid)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1:] == [["7", "phone", "'=1+1", "Fill this in."], ["8", "", "", "No."]]


@needs_full
def test_a_thousand_households_of_a_survey() -> None:
    sheet = table((FULL / "ihsn_testdata_households.csv").read_bytes())
    reading = reading_of(sheet, guessed(sheet))
    assert (len(reading.ready), reading.problems) == (1000, ())
    assert reading.people == 4580
    roofs = Counter(row.form.other_answers["roof"] for row in reading.ready)
    assert roofs == {"4": 804, "2": 181, "6": 8, "5": 4, "9": 3}


@needs_full
def test_a_file_with_a_row_for_each_person_is_seen_through() -> None:
    sheet = table((FULL / "ihsn_testdata_persons.csv").read_bytes())
    plan = Plan({"key": 0, "members_total": 1}, {"isibo": "—", "head": "{key}"})
    reading = reading_of(sheet, plan)
    assert (len(reading.ready), reading.repeated) == (1000, 3580)


@needs_full
def test_a_kobo_export_joined_with_its_persons() -> None:
    """The households of the survey have no number of people: it is counted in the other file."""
    people = csv.DictReader((FULL / "epfl_nairobi_persons.csv").open(encoding="utf-8-sig"))
    members = Counter(person["KEY"] for person in people)
    text = (FULL / "epfl_nairobi_households.csv").read_text("utf-8-sig")
    head, *lines = text.splitlines()
    joined = [f"{head},members", *(f"{line},{members[line.split(',')[0]]}" for line in lines)]
    sheet = sheet_of("\n".join(joined))
    plan = guessed(sheet)
    assert (
        named(sheet, plan).items()
        >= {
            "key": "KEY",
            "head_sex": "Sex_HH",
            "roof": "HHROOF",
            "wall": "HHEXTWALLS",
            "floor": "HHFLOOR",
            "rooms": "HHROOMS",
            "members_total": "members",
            "latrine": "ToiletFacility",
            "asset_radio": "HHITEMS/Radio",
            "asset_phone": "HHITEMS/Smartphone",
        }.items()
    )
    reading = reading_of(sheet, plan)
    rooms = Counter(p.value for p in reading.notes if p.column == "HHROOMS")
    assert rooms == {"999": 5, "111": 3}
    assert reading.problems == ()
    assert len(reading.ready) + reading.rows_with_problems == 1147
    forms = [row.form for row in reading.ready]
    assert Counter(form.head_sex for form in forms).keys() == {"m", "f"}
    assert sum("radio" in form.assets for form in forms) > 700
    assert sum(form.roof == "iron" for form in forms) > 1000
    assert not any(row.key.startswith("uuid:") for row in reading.ready)


@needs_full
def test_households_without_a_number_of_people_are_refused() -> None:
    sheet = table((FULL / "epfl_nairobi_households.csv").read_bytes())
    with pytest.raises(Refusal) as refused:
        check_plan(sheet, guess_plan(sheet, "x", RWANDA.manners), RWANDA.income_codes)
    assert refused.value.field == "members_total"
