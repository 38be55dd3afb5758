"""All answers of a village, the core's and those to own questions, and how complete they are.

No name, phone, health or former village: a household is known by its number. A question counts as
answered where an answer stands; of what is only ticked, nobody can tell «none» from «not asked», so
the core's ticks are not counted, nor are its ages, which every household has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col

from ubudehe.households.answers import FIELDS
from ubudehe.households.interviews.steps import Screen, following, steps_of
from ubudehe.households.own.queries import FormHere, answers_to, forms_for
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import OwnKind, OwnQuestion, said_in
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.language.spreadsheets import Cells
from ubudehe.people.seen import flat
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick

CORE = N_("Questions of every village")
_ELSEWHERE = {"head", "phone", "disability", "illness", "isibo", "members", "origin", "ended"}
CORE_FIELDS = tuple(name for name in FIELDS if name not in _ELSEWHERE)
"""The core's answers in the order of the questionnaire."""
_COUNTED = ("choice", "number", "numbers", "land", "area", "category")
"""Kinds of screens whose answers are counted."""


@dataclass(frozen=True)
class AnswerRow:
    """A household, and what it answered: to the core by field, to each form by question."""

    number: int
    isibo: str
    members: int
    core: Mapping[str, Any]
    own: tuple[Mapping[str, Answer], ...]


@dataclass(frozen=True)
class AnswerTable:
    """All households in force of a village, and the forms that are asked there."""

    steps: tuple[Screen, ...]
    forms: tuple[FormHere, ...]
    lines: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Filled:
    """Of how many households that are asked a question it has an answer."""

    label: str
    asked: int
    answered: int


def all_answers(session: Session, village: str, country: Country) -> AnswerTable:
    """Return all answers of a village by group and number."""
    forms = forms_for(session, village)
    given = [answers_to(session, one.id) for one in forms]
    query = (
        pick(Household.id, Household.number, Household.isibo, Household.members, Household.answers)
        .where(Household.village == village, col(Household.ended).is_(None))
        .order_by(col(Household.isibo), col(Household.number))
    )
    lines = []
    for id_, number, isibo, members, core in session.execute(query):
        own = tuple(answers.get(id_, {}) for answers in given)
        lines.append(AnswerRow(number, isibo, members, core, own))
    return AnswerTable(steps_of(country.groups), forms, tuple(lines))


def column_names(table: AnswerTable) -> list[str]:
    """Return the names of the columns, as programs know them: «form.question»."""
    own = [f"{name}.{one.name}" for name, form in _named(table) for one in _questions(form)]
    counts = [name for name, _ in (("core", None), *_named(table))]
    told = [f"{name}.{what}" for name in counts for what in ("answered", "asked")]
    return ["number", "isibo", "members", *CORE_FIELDS, *own, *told]


def own_labels(table: AnswerTable, lang: str) -> list[str]:
    """Return the words of all own questions in a language."""
    return [
        said_in(one.label, lang, form.form.language)
        for form in table.forms
        for one in _questions(form)
    ]


def answer_cells(table: AnswerTable, line: AnswerRow) -> Cells:
    """Return a household's row: choices by their names, several of them with blanks between."""
    cells: list[str | int] = [line.number, line.isibo, line.members]
    cells += [_cell(line.core.get(name)) for name in CORE_FIELDS]
    for form, answers in zip(table.forms, line.own, strict=True):
        cells += [_own_cell(one, answers.get(one.name, "")) for one in _questions(form)]
    cells += _core_counts(table, line)
    for form, answers in zip(table.forms, line.own, strict=True):
        cells += form.form.completeness(answers)
    return cells


def core_filled(table: AnswerTable) -> Iterator[tuple[Screen, int, int]]:
    """Yield each screen of the core, how many households are asked it, how many answered."""
    asked: dict[str, int] = {}
    answered: dict[str, int] = {}
    for line in table.lines:
        for step in _asked_core(table, line):
            asked[step.name] = asked.get(step.name, 0) + 1
            answered[step.name] = answered.get(step.name, 0) + _has(line, step)
    for step in table.steps:
        if step.name in asked:
            yield step, asked[step.name], answered[step.name]


def filled(table: AnswerTable, form: FormHere, lang: str) -> Iterator[Filled]:
    """Yield each question of a form with how many households are asked it, and answered."""
    place = table.forms.index(form)
    given = [line.own[place] for line in table.lines]
    asked = [
        {one.name for group in form.form.asked(answers) for one in group.questions}
        for answers in given
    ]
    for one in _questions(form):
        label = said_in(one.label, lang, form.form.language)
        times = sum(one.name in names for names in asked)
        yield Filled(label, times, sum(one.name in answers for answers in given))


def _named(table: AnswerTable) -> list[tuple[str, FormHere]]:
    """Return the forms by how their columns begin; two of one name are told by their places."""
    names = [one.form.form for one in table.forms]
    return [
        (f"{name}_{one.place}" if names.count(name) > 1 else name, one)
        for name, one in zip(names, table.forms, strict=True)
    ]


def _questions(form: FormHere) -> Iterable[OwnQuestion]:
    return [one for one in form.form.questions if one.kind is not OwnKind.NOTE]


def _cell(value: Any) -> str | int:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    return " ".join(value) if isinstance(value, list) else str(value)


def _own_cell(one: OwnQuestion, answer: Answer) -> str | int:
    if isinstance(answer, tuple):
        return " ".join(answer)
    return int(answer) if answer and one.kind is OwnKind.INTEGER else answer


def _core_counts(table: AnswerTable, line: AnswerRow) -> tuple[int, int]:
    asked = list(_asked_core(table, line))
    return sum(_has(line, step) for step in asked), len(asked)


def _asked_core(table: AnswerTable, line: AnswerRow) -> Iterator[Screen]:
    state, at = flat(line.core), 0
    while at := following(table.steps, at, state):
        step = table.steps[at - 1]
        if step.kind in _COUNTED and step.name in CORE_FIELDS and step.name != "age_unknown":
            yield step


def _has(line: AnswerRow, step: Screen) -> bool:
    return any(line.core.get(name) not in (None, "") for name in step.fields)
