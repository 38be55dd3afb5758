"""The questions that every village asks as an XLSForm, so that ODK or Kobo can ask them too."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ubudehe.households.answers import called
from ubudehe.households.forms import ASSETS, SHOCKS, HouseholdForm, choices_of
from ubudehe.households.interviews.steps import NEEDLESS, Screen, steps_of
from ubudehe.households.own.rules.expressions import Expression, parse
from ubudehe.households.own.rules.questionnaires import (
    Group,
    OwnChoice,
    OwnKind,
    OwnQuestion,
    Questionnaire,
    Said,
)
from ubudehe.households.questions import questions_of
from ubudehe.households.words import WORDS
from ubudehe.language.catalogues import say_as
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence
from ubudehe.places.pack import Country

_TICKED = {"assets": ("asset", ASSETS), "shocks": ("shock", SHOCKS)}
_WRITTEN = {"head", "isibo", "phone", "offers"}
_MUST = {"head", "isibo"}
_BESIDE = {"isibo_new"}
"""Fields in which an answer is written that the list beside them does not hold."""


def core_form(country: Country) -> Questionnaire:
    """Return the core as a form in all languages of a country."""
    groups = tuple(_group(country, step) for step in steps_of(country.groups))
    language = country.languages[0]
    title = say_as(country.folder, language, N_("Household questionnaire"))
    return Questionnaire("core", title, "1", language, groups)


def _group(country: Country, step: Screen) -> Group:
    """Return a screen; one of several fields is a group under its own words."""
    needless = NEEDLESS.get(step.name)
    relevant = parse(f"${{{needless[0]}}} != '{needless[1]}'") if needless else None
    fields = [name for name in step.fields if name not in _BESIDE]
    if len(fields) == 1:
        one = _question(country, step.name, _said(country, step.asked), relevant)
        return Group("", {}, (one,))
    questions = tuple(
        _question(country, name, _said(country, called(name)), None) for name in fields
    )
    return Group(f"part_{step.name}", _said(country, step.asked), questions, relevant)


def _question(country: Country, name: str, label: Said, relevant: Expression | None) -> OwnQuestion:
    choices = _choices(country, name)
    if name in _WRITTEN:
        return OwnQuestion(name, OwnKind.TEXT, label, required=name in _MUST)
    if choices:
        kind = OwnKind.SEVERAL if name in _TICKED else OwnKind.ONE
        return OwnQuestion(name, kind, label, {}, choices, name, relevant=relevant)
    limits = parse(f". >= 0 and . <= {_most(name)}")
    return OwnQuestion(name, OwnKind.INTEGER, label, relevant=relevant, constraint=limits)


def _choices(country: Country, name: str) -> tuple[OwnChoice, ...]:
    if name == "self_view":
        found = questions_of(country).scheme.categories
        return tuple(OwnChoice(one.code, dict(one.names)) for one in found)
    table, codes = _TICKED.get(name, (name, choices_of(country).get(name, ())))
    if name == "read_back":
        codes = ("yes",)
    return tuple(OwnChoice(code, _word(country, table, code)) for code in codes)


def _word(country: Country, table: str, code: str) -> Said:
    return country.names_of(table, code) or _in_each(country, WORDS[table][code])


def _said(country: Country, one: Sentence) -> Said:
    return _in_each(country, one.message, {name: v.value for name, v in one.values.items()})


def _in_each(country: Country, msgid: str, values: Mapping[str, object] | None = None) -> Said:
    return {
        lang: _plain(say_as(country.folder, lang, msgid, **(values or {})))
        for lang in country.languages
    }


def _plain(text: str) -> str:
    """Return a text with usual blanks alone, as spreadsheets are read here."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@cache
def _limits() -> Mapping[str, Any]:
    found: Mapping[str, Any] = HouseholdForm.model_json_schema()["properties"]
    return found


def _most(name: str) -> int:
    """Return the most that the household form takes in a field."""
    kinds: Iterable[Mapping[str, int]] = (_limits()[name], *_limits()[name].get("anyOf", ()))
    return next(one["maximum"] for one in kinds if "maximum" in one)
