"""Which own questions are asked where, and what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import Group, OwnKind, Questionnaire, said_in
from ubudehe.households.own.rules.xlsform import read_form
from ubudehe.households.own.tables import OwnAnswers, OwnForm
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.record.rules.shapes import COUNTRY

_NONE = N_("There are no such questions here.")


@dataclass(frozen=True)
class FormHere:
    """A form with its questions, the place that asks it, and since when."""

    id: UUID
    place: str
    form: Questionnaire
    set_at: datetime
    ended: bool


@dataclass(frozen=True)
class AnsweredForm:
    """How far a household answered a form: of the questions that are asked of it, how many."""

    id: UUID
    title: str
    answered: int
    asked: int


@dataclass(frozen=True)
class GivenAnswers:
    """What a household answered to a form, in words: each question with its answer."""

    title: str
    at: datetime
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskedQuestion:
    """A question in the reader's language; `options` are pairs of a choice and how it is said."""

    name: str
    kind: OwnKind
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    required: bool
    relevant: str
    """When it is asked, as the author wrote it; «» for always."""

    @property
    def spoken(self) -> list[str]:
        """Return how the choices are said."""
        return [said for _, said in self.options]


@dataclass(frozen=True)
class AskedGroup:
    """Questions under one heading in the reader's language; «» for none."""

    label: str
    questions: tuple[AskedQuestion, ...]
    relevant: str


def form_at(session: Session, place: str) -> OwnForm | None:
    """Return the row of the form that a place asks now."""
    query = select(OwnForm).where(OwnForm.place == place, col(OwnForm.ended_at).is_(None))
    return session.exec(query).first()


def form_of(row: OwnForm) -> FormHere:
    """Return a row with its questions."""
    return FormHere(row.id, row.place, read_form(row.form), row.set_at, row.ended_at is not None)


def forms_for(session: Session, village: str) -> tuple[FormHere, ...]:
    """Return the forms that are asked in a village, the country's first."""
    query = select(OwnForm).where(
        col(OwnForm.place).in_(_above(village)), col(OwnForm.ended_at).is_(None)
    )
    rows = sorted(session.exec(query), key=lambda row: (row.place != COUNTRY, len(row.place)))
    return tuple(form_of(row) for row in rows)


def find_form(session: Session, place: str, form: UUID) -> FormHere:
    """Return a form of a place or of one above it, also one that has ended; NotFound otherwise."""
    row = session.get(OwnForm, form)
    if row is None or row.place not in (place, *_above(place)):
        raise NotFound(_NONE)
    return form_of(row)


def answers_of(session: Session, household: UUID, form: UUID) -> dict[str, Answer]:
    """Return what a household answered to a form by now."""
    found = session.get(OwnAnswers, (household, form))
    return as_answers(found.answers) if found else {}


def answers_to(session: Session, form: UUID) -> dict[UUID, dict[str, Answer]]:
    """Return by household what was answered to a form."""
    query = select(OwnAnswers).where(OwnAnswers.form == form)
    return {row.household: as_answers(row.answers) for row in session.exec(query)}


def answered_forms(session: Session, village: str, household: UUID) -> tuple[AnsweredForm, ...]:
    """Return the forms that are asked in a village, and how far a household answered each."""
    found = []
    for one in forms_for(session, village):
        answered, asked = one.form.completeness(answers_of(session, household, one.id))
        found.append(AnsweredForm(one.id, one.form.title, answered, asked))
    return tuple(found)


def given_answers(session: Session, household: UUID, lang: str) -> tuple[GivenAnswers, ...]:
    """Return all that a household answered to own questions, also to those of ended forms."""
    query = (
        select(OwnAnswers, OwnForm)
        .join(OwnForm, col(OwnForm.id) == OwnAnswers.form)
        .where(OwnAnswers.household == household)
        .order_by(col(OwnAnswers.at))
    )
    found = []
    for row, form in session.exec(query):
        questions = read_form(form.form)
        lines = tuple(in_words(questions, as_answers(row.answers), lang))
        found.append(GivenAnswers(questions.title, row.at, lines))
    return tuple(found)


def in_words(
    form: Questionnaire, answers: Mapping[str, Answer], lang: str
) -> Iterable[tuple[str, str]]:
    """Yield each question that has an answer, and the answer, in a language."""
    for one in form.questions:
        given = answers.get(one.name)
        if given:
            words = {each.name: said_in(each.label, lang, form.language) for each in one.choices}
            parts = given if isinstance(given, tuple) else (given,)
            said = ", ".join(words.get(part, part) for part in parts)
            yield said_in(one.label, lang, form.language), said


def asked_groups(form: Questionnaire, groups: Iterable[Group], lang: str) -> tuple[AskedGroup, ...]:
    """Return groups of a form as they are asked in a language."""
    return tuple(
        AskedGroup(
            said_in(group.label, lang, form.language),
            tuple(
                AskedQuestion(
                    one.name,
                    one.kind,
                    said_in(one.label, lang, form.language),
                    said_in(one.hint, lang, form.language),
                    tuple(
                        (each.name, said_in(each.label, lang, form.language))
                        for each in one.choices
                    ),
                    one.required,
                    one.relevant.source if one.relevant else "",
                )
                for one in group.questions
            ),
            group.relevant.source if group.relevant else "",
        )
        for group in groups
    )


def as_answers(kept: Mapping[str, Any]) -> dict[str, Answer]:
    """Return answers as they are asked about, of what a row or a form holds."""
    return {
        name: tuple(one) if isinstance(one, list | tuple) else str(one)
        for name, one in kept.items()
    }


def as_kept(answers: Mapping[str, Answer]) -> dict[str, str | list[str]]:
    """Return answers as a row holds them, in the order of their names."""
    return {
        name: list(one) if isinstance(one, tuple) else one for name, one in sorted(answers.items())
    }


def _above(place: str) -> list[str]:
    return [COUNTRY, *(place[:length] for length in range(1, len(place)))]
