"""The district asks its own questions: read, shown, in force, replaced, ended."""

import hashlib
import re
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World
from tests.households.own.asking import QUESTIONS, a_home, in_force, previewed, uploaded
from tests.households.own.forms import SETTINGS, SHEETS, SURVEY, row
from ubudehe.households.own.rules.xlsform import read_form, write_form
from ubudehe.households.own.tables import OwnForm
from ubudehe.households.own.words import FAULTS
from ubudehe.people.rules import RIGHTS, Right, Role
from ubudehe.record.rules.canonical import canonical_value
from ubudehe.record.tables import LogLeaf

OTHER = {**SHEETS, "settings": [SETTINGS[0], row("Stoves|stoves|1|English (en)")]}


def test_a_form_is_shown_before_it_is_asked_and_stands_then_with_each_household(
    world: World,
    district_officer: Visitor,
) -> None:
    assert "No own questions are asked now." in district_officer.get(QUESTIONS)
    page = uploaded(district_officer, SHEETS)
    assert page.status_code == 200
    for shown in ("Kitchen gardens", "The garden", "How many beds?", "Any of these: Beans · Maize"):
        assert shown in page.text
    assert "Asked only if: ${has_garden} = &#39;yes&#39;" in page.text
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "Kitchen gardens" not in visitor.get(a_home(world))
    id_ = in_force(world)
    home = visitor.get(a_home(world))
    assert f"/questions/{id_}" in home
    assert "More questions: Kitchen gardens" in home
    assert "0 of 3 answered" in home


def test_the_record_tells_of_a_form_by_its_digest_alone(world: World) -> None:
    id_ = in_force(world)
    sheets = write_form(read_form(SHEETS))
    digest = hashlib.sha256(canonical_value(sheets)).hexdigest()
    with world.services.database.read() as session:
        entries = select(LogLeaf.entry).where(LogLeaf.log == DISTRICT)
        leaf = session.exec(entries.order_by(col(LogLeaf.idx))).all()[-1]
        kept = session.get_one(OwnForm, id_)
        assert (kept.digest, kept.form, kept.place) == (digest, sheets, DISTRICT)
    assert digest.encode() in leaf
    assert b'"questions":5' in leaf
    assert b"garden" not in leaf


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        ([SURVEY[0], row("calculate|area|Area")], "row 2: questions of the type «calculate»"),
        ([SURVEY[0], row("text|a b|A")], "row 2: «a b» is no name"),
        ([SURVEY[0], [], row("integer|n|N||||sin(3)")], "row 3: this condition is not understood"),
        ([SURVEY[0]], "The sheet «survey» asks nothing."),
    ],
)
def test_a_form_that_is_not_taken_is_told_where(
    district_officer: Visitor, survey: list[list[str]], said: str
) -> None:
    page = uploaded(district_officer, {**SHEETS, "survey": survey})
    assert page.status_code == 422
    assert said in page.text
    assert "What is asked" not in page.text


def test_each_fault_has_its_sentence() -> None:
    text = Path(read_form.__code__.co_filename).read_text("utf-8")
    assert set(re.findall(r'(?:\.f|F)ault\(.*"(\w+)"\)', text)) == set(FAULTS)


def test_a_list_of_households_is_no_form(district_officer: Visitor) -> None:
    page = district_officer.send(
        QUESTIONS, {}, files={"file": ("a.csv", b"Name,Isibo\nA,B\n", "text/csv")}
    )
    assert page.status_code == 422
    assert "Is this file an XLSForm?" in page.text


def test_a_new_form_replaces_the_one_before_and_an_old_page_asks_first(world: World) -> None:
    first = in_force(world)
    officer = world.signed_in("district_officer", DISTRICT)
    again = officer.client.post(QUESTIONS, data=previewed(officer, SHEETS))
    assert "Exactly these questions are asked already." in again.text
    old = previewed(officer, OTHER)
    second = in_force(world, {**OTHER, "survey": SURVEY[:-1]})
    late = officer.client.post(QUESTIONS, data=old)
    assert "Somebody changed this" in late.text
    home = world.signed_in("facilitator", VILLAGE).get(a_home(world))
    assert f"/questions/{second}" in home
    assert f"/questions/{first}" not in home


@pytest.mark.both_engines
def test_questions_end_with_a_reason_and_can_be_downloaded_until_then(world: World) -> None:
    id_ = in_force(world)
    officer = world.signed_in("district_officer", DISTRICT)
    file = officer.client.get(f"{QUESTIONS}/{id_}/xlsform")
    assert file.headers["content-disposition"] == 'attachment; filename="gardens.xlsx"'
    assert file.content.startswith(b"PK")
    assert "Kitchen gardens" in officer.get(f"{QUESTIONS}/{id_}/end")
    officer.refused(f"{QUESTIONS}/{id_}/end", {"reason": ""})
    officer.done(f"{QUESTIONS}/{id_}/end", {"reason": "The season is over."})
    assert "No own questions are asked now." in officer.get(QUESTIONS)
    assert "Kitchen gardens" not in world.signed_in("facilitator", VILLAGE).get(a_home(world))
    assert "asked no longer" in officer.refused(f"{QUESTIONS}/{id_}/end", {"reason": "Again."})


def test_only_the_district_and_administrators_ask(world: World) -> None:
    able = {role for role, rights in RIGHTS.items() if Right.OWN_QUESTIONS in rights}
    assert able == {Role.DISTRICT_OFFICER, Role.ADMINISTRATOR}
    for role, place in (("facilitator", VILLAGE), ("cell_secretary", CELL)):
        there = QUESTIONS.replace(DISTRICT, place)
        assert world.signed_in(role, place).client.get(there).status_code == 403
    officer = world.signed_in("district_officer", DISTRICT)
    for place in ("0", "11"):
        assert officer.client.get(QUESTIONS.replace(DISTRICT, place)).status_code == 403
    assert officer.client.get(QUESTIONS.replace(DISTRICT, VILLAGE)).status_code == 403


def test_an_administrator_asks_in_the_whole_country(world: World, administrator: Visitor) -> None:
    country = QUESTIONS.replace(DISTRICT, "0")
    assert country in administrator.get("/en/work/country")
    answer = administrator.client.post(country, data=previewed(administrator, OTHER, country))
    assert answer.status_code == 303
    in_force(world)
    page = world.signed_in("facilitator", VILLAGE).get(a_home(world))
    assert page.index("More questions: Stoves") < page.index("More questions: Kitchen gardens")


def test_the_core_is_downloaded_by_who_writes_questions(district_officer: Visitor) -> None:
    assert district_officer.client.get(f"{QUESTIONS}/core").content.startswith(b"PK")
