"""What a form asks, and which of its questions somebody with these answers is asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from ubudehe.households.own.rules.expressions import Answer, Expression, Scope

LONGEST = 400
"""How many characters a written answer may have."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Controls, signs that turn the direction of a text, halves of signs."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")

Said = Mapping[str, str]
"""A text by language."""


class OwnKind(StrEnum):
    """What kind of answer a question takes, as XLSForm calls it; a note takes none."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    ONE = "select_one"
    SEVERAL = "select_multiple"
    NOTE = "note"


@dataclass(frozen=True)
class OwnChoice:
    """An answer to choose, and how it is said."""

    name: str
    label: Said


@dataclass(frozen=True)
class OwnQuestion:
    """A question. `relevant` says when it is asked, `constraint` which answers it takes."""

    name: str
    kind: OwnKind
    label: Said
    hint: Said = field(default_factory=dict)
    choices: tuple[OwnChoice, ...] = ()
    listed: str = ""
    """The name of its list of choices."""
    required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    unless: Said = field(default_factory=dict)
    """What is said to an answer that the constraint does not take."""


@dataclass(frozen=True)
class Group:
    """Questions that stand together; the group of questions in no group has no name."""

    name: str
    label: Said
    questions: tuple[OwnQuestion, ...]
    relevant: Expression | None = None


@dataclass(frozen=True)
class Questionnaire:
    """A form: its title, version and groups in the order in which they are asked."""

    form: str
    title: str
    version: str
    language: str
    """The language that is spoken where a text has none in the reader's."""
    groups: tuple[Group, ...]

    @property
    def questions(self) -> Iterator[OwnQuestion]:
        """Yield all questions, notes too."""
        return (one for group in self.groups for one in group.questions)

    def asked(self, answers: Mapping[str, Answer]) -> tuple[Group, ...]:
        """Return the groups with the questions that are asked of who gave these answers.

        An answer to a question that is not asked counts as none, as ODK clears it.
        """
        kept: dict[str, Answer] = {}
        found = []
        for group in self.groups:
            if group.relevant is not None and not group.relevant.holds(Scope(kept)):
                continue
            shown = []
            for one in group.questions:
                if one.relevant is None or one.relevant.holds(Scope(kept)):
                    shown.append(one)
                    if one.name in answers:
                        kept[one.name] = answers[one.name]
            if shown:
                found.append(Group(group.name, group.label, tuple(shown), group.relevant))
        return tuple(found)

    def kept(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Return the answers to questions that are asked, empty ones left out."""
        names = {one.name for group in self.asked(answers) for one in group.questions}
        return {name: said for name, said in answers.items() if name in names and said}

    def completeness(self, answers: Mapping[str, Answer]) -> tuple[int, int]:
        """Return how many of the questions that are asked have an answer, and how many are."""
        asked = [
            one
            for group in self.asked(answers)
            for one in group.questions
            if one.kind is not OwnKind.NOTE
        ]
        return sum(bool(answers.get(one.name)) for one in asked), len(asked)


class Wrong(StrEnum):
    """Why an answer is not taken."""

    MISSING = "missing"
    NO_NUMBER = "no_number"
    NO_WHOLE = "no_whole"
    NO_DAY = "no_day"
    NO_CHOICE = "no_choice"
    LONG = "long"
    CONSTRAINT = "constraint"


def typed(question: OwnQuestion, given: tuple[str, ...]) -> Answer:
    """Return what was typed as an answer in its one spelling; it may still be wrong."""
    if question.kind is OwnKind.SEVERAL:
        order = [one.name for one in question.choices]
        known = sorted({one for one in given if one in order}, key=order.index)
        return (*known, *(one for one in given if one and one not in order))
    text = normalize("NFC", _UNSEEN.sub(" ", given[0]).strip()) if given else ""
    if question.kind in (OwnKind.INTEGER, OwnKind.DECIMAL):
        return _number(text)
    return text


def _number(text: str) -> str:
    """Return a number without signs that thousands are parted by, and with a point."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    return plain if _NUMBER.fullmatch(plain) else text


def wrong(question: OwnQuestion, answer: Answer, answers: Mapping[str, Answer]) -> Wrong | None:
    """Return why an answer is not taken, None where it is; `answers` are all that were given."""
    if not answer:
        return Wrong.MISSING if question.required and question.kind is not OwnKind.NOTE else None
    if isinstance(answer, tuple) or question.kind is OwnKind.ONE:
        names = {one.name for one in question.choices}
        chosen = answer if isinstance(answer, tuple) else (answer,)
        found = None if names.issuperset(chosen) else Wrong.NO_CHOICE
    else:
        found = _wrong_text(question.kind, answer)
    if found is None and question.constraint is not None:
        holds = question.constraint.holds(Scope(answers, answer))
        return None if holds else Wrong.CONSTRAINT
    return found


def _wrong_text(kind: OwnKind, answer: str) -> Wrong | None:
    if len(answer) > LONGEST:
        return Wrong.LONG
    if kind is OwnKind.DATE:
        try:
            date.fromisoformat(answer)
        except ValueError:
            return Wrong.NO_DAY
    if kind in (OwnKind.INTEGER, OwnKind.DECIMAL):
        if not _NUMBER.fullmatch(answer):
            return Wrong.NO_NUMBER
        if kind is OwnKind.INTEGER and "." in answer:
            return Wrong.NO_WHOLE
    return None


def said_in(said: Said, lang: str, otherwise: str) -> str:
    """Return a text in a language, else in the form's own, else in any."""
    return said.get(lang) or said.get(otherwise) or next(iter(said.values()), "")
