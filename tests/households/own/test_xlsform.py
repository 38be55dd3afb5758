"""An XLSForm is read, written and asked; what is not understood is refused where it stands."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.households.own.forms import CHOICES, SETTINGS, SHEETS, SURVEY
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import OwnKind, Wrong, said_in, typed, wrong
from ubudehe.households.own.rules.xlsform import MOST_QUESTIONS, Fault, Rows, read_form, write_form

FORM = read_form(SHEETS)
BY_NAME = {one.name: one for one in FORM.questions}


def test_groups_and_questions_are_as_they_were_written() -> None:
    assert (FORM.form, FORM.title, FORM.version) == ("gardens", "Kitchen gardens", "2026")
    assert [group.name for group in FORM.groups] == ["garden", ""]
    assert list(BY_NAME) == ["has_garden", "beds", "crops", "sown", "harvest", "thanks"]
    assert BY_NAME["has_garden"].required
    assert [one.name for one in BY_NAME["crops"].choices] == ["beans", "maize"]
    assert said_in(BY_NAME["has_garden"].label, "rw", "en") == "Hari umurima?"
    assert said_in(BY_NAME["beds"].label, "fr", "en") == "How many beds?"
    assert BY_NAME["beds"].hint == {"en": "Count them."}


def test_what_is_written_is_read_again() -> None:
    again = read_form(write_form(FORM))
    assert write_form(again) == write_form(FORM)
    assert [(one.name, one.kind, one.label, one.choices) for one in again.questions] == [
        (one.name, one.kind, one.label, one.choices) for one in FORM.questions
    ]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["has_garden", "sown", "harvest", "thanks"]),
        ({"has_garden": "no", "beds": "3"}, ["has_garden", "sown", "harvest", "thanks"]),
        ({"has_garden": "yes"}, ["has_garden", "beds", "sown", "harvest", "thanks"]),
        (
            {"has_garden": "yes", "beds": "3"},
            ["has_garden", "beds", "crops", "sown", "harvest", "thanks"],
        ),
    ],
)
def test_who_is_asked_what(answers: Mapping[str, Answer], asked: list[str]) -> None:
    shown = [one.name for group in FORM.asked(answers) for one in group.questions]
    assert shown == asked


def test_an_answer_to_what_is_not_asked_any_more_is_dropped() -> None:
    answers: dict[str, Answer] = {"has_garden": "no", "beds": "3", "crops": ("beans",)}
    assert FORM.kept(answers) == {"has_garden": "no"}
    assert FORM.completeness(answers) == (1, 3)


@pytest.mark.parametrize(
    ("name", "given", "answer", "why"),
    [
        ("beds", ("1\u00a02",), "12", None),
        ("beds", ("41",), "41", Wrong.CONSTRAINT),
        ("beds", ("",), "", Wrong.MISSING),
        ("beds", ("2,5",), "2.5", Wrong.NO_WHOLE),
        ("beds", ("many",), "many", Wrong.NO_NUMBER),
        ("harvest", ("2,5",), "2.5", None),
        ("harvest", ("1e999999",), "1e999999", Wrong.NO_NUMBER),
        ("harvest", ("²",), "²", Wrong.NO_NUMBER),
        ("sown", ("2026-02-30",), "2026-02-30", Wrong.NO_DAY),
        ("sown", ("2026-02-28",), "2026-02-28", None),
        ("has_garden", ("perhaps",), "perhaps", Wrong.NO_CHOICE),
        ("crops", ("maize", "beans", "maize"), ("beans", "maize"), None),
        ("crops", ("rice",), ("rice",), Wrong.NO_CHOICE),
        ("crops", (), (), None),
    ],
)
def test_what_is_taken(
    name: str, given: tuple[str, ...], answer: Answer, why: Wrong | None
) -> None:
    found = typed(BY_NAME[name], given)
    assert (found, wrong(BY_NAME[name], found, {name: found})) == (answer, why)


def survey(*rows: list[str]) -> Mapping[str, Rows]:
    return {
        "survey": [["type", "name", "label", "relevant", "calculation"], *rows],
        "choices": CHOICES,
    }


@pytest.mark.parametrize(
    ("sheets", "row", "why"),
    [
        ({"choices": CHOICES}, 1, "no_sheet"),
        (survey(), 2, "empty"),
        (survey(["geopoint", "a", "Where?"]), 2, "type"),
        (survey(["text long", "a", "What?"]), 2, "type"),
        (survey(["select_one", "a", "What?"]), 2, "list"),
        (survey(["text", "1a", "What?"]), 2, "name"),
        (survey(["text", "a", ""]), 2, "label"),
        (survey(["text", "a", "x" * 301]), 2, "long"),
        (survey(["text", "a", "A"], ["text", "a", "A"]), 2, "twice"),
        (survey(["text", "a", "A", "${b} = 1"], ["text", "b", "B"]), 2, "later"),
        (survey(["text", "a", "A", "${b"]), 2, "expression"),
        (survey(["text", "a", "A", "", "1 + 1"]), 2, "column"),
        (survey(["select_one nowhere", "a", "A"]), 2, "list"),
        (survey(["select_one yes_no or_other", "a", "A"]), 2, "list"),
        (survey(["begin group", "g", "G"], ["text", "a", "A"]), 2, "not_closed"),
        (survey(["text", "a", "A"], ["end group"]), 3, "not_opened"),
        (survey(["begin group", "g"], ["begin group", "h"]), 3, "nested"),
        (survey(["begin group", ""], ["text", "a", "A"], ["end group"]), 2, "name"),
        (survey(["begin group", "a"], ["text", "a", "A"], ["end group"]), 2, "twice"),
        ({"survey": SURVEY, "choices": CHOICES, "settings": [["version"], ["9" * 121]]}, 2, "long"),
        (survey(["begin repeat", "r", "R"], ["text", "a", "A"]), 2, "type"),
        (survey(*(["text", f"a{n}", "A"] for n in range(MOST_QUESTIONS + 1))), 122, "many"),
        ({"survey": SURVEY, "choices": [*CHOICES, CHOICES[1]]}, 6, "twice"),
    ],
)
def test_what_is_refused_and_where(sheets: Mapping[str, Rows], row: int, why: str) -> None:
    with pytest.raises(Fault) as found:
        read_form(sheets)
    assert (found.value.row, found.value.why) == (row, why)


def test_headings_are_known_in_each_spelling() -> None:
    rows = [
        ["Type", "Name", "Label : Kinyarwanda", "LABEL::fr (fr)"],
        ["text", "a", "Iki?", "Quoi ?"],
    ]
    form = read_form({"Survey": rows, "settings": SETTINGS})
    assert next(iter(form.questions)).label == {"rw": "Iki?", "fr": "Quoi ?"}
    assert next(iter(form.questions)).kind is OwnKind.TEXT


@given(st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=4))
def test_no_sheet_does_more_than_be_refused(rows: list[list[str]]) -> None:
    head = ["type", "name", "label", "relevant", "required"]
    try:
        read_form({"survey": [head, *rows], "choices": rows, "settings": rows})
    except Fault:
        return
