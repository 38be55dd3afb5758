"""Own questions from an XLSForm's sheets, and back.

What is not understood is refused with its sheet and row, never passed over: a question asked
otherwise than its author meant is worse than none. Source: xlsform.org, «XLSForm documentation».
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from ubudehe.households.own.rules.expressions import Expression, NotUnderstood, parse
from ubudehe.households.own.rules.questionnaires import (
    Group,
    OwnChoice,
    OwnKind,
    OwnQuestion,
    Questionnaire,
    Said,
)

Rows = Sequence[Sequence[str]]
Sheets = Mapping[str, Rows]

MOST_QUESTIONS = 120
MOST_CHOICES = 400
LONGEST_LABEL = 300
LONGEST_EXPRESSION = 400
LONGEST_TITLE = 120

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]+")
"""Signs that no cell shows, all but the end of a line."""
_TONGUES = {
    "kinyarwanda": "rw",
    "ikinyarwanda": "rw",
    "english": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "swahili": "sw",
    "kiswahili": "sw",
}
CALLED = {"rw": "Kinyarwanda", "en": "English", "fr": "Français", "sw": "Kiswahili"}
"""How a language is called in the heading of a column."""
_IGNORED = {"start", "end", "today", "deviceid", "username", "phonenumber", "audit"}
"""Types that ask nobody anything: what a phone notes by itself."""
_UNKNOWN_COLUMNS = {"calculation", "choice_filter", "repeat_count", "trigger", "readonly"}
"""Columns that change what is asked; a form that needs them is refused."""


class Fault(ValueError):
    """A form that cannot be taken: the sheet, the row as a spreadsheet counts, what, and why."""

    def __init__(self, sheet: str, row: int, what: str, why: str) -> None:
        super().__init__(sheet, row, what, why)
        self.sheet, self.row, self.what, self.why = sheet, row, what, why


@dataclass(frozen=True)
class _Row:
    """A row of a sheet: its cells by the heading of their column."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def fault(self, what: str, why: str) -> Fault:
        return Fault(self.sheet, self.number, what, why)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def said(self, column: str, language: str) -> dict[str, str]:
        """Return a text by language; a column without one is in the form's own."""
        found = {}
        for heading, cell in self.cells.items():
            name, _, tongue = heading.partition("::")
            if name.strip() == column and cell:
                if len(cell) > LONGEST_LABEL:
                    raise self.fault(cell[:40], "long")
                found[_language(tongue) if tongue else language] = cell
        return found

    def expression(self, column: str) -> Expression | None:
        """Return the expression of a column, if any; Fault where it is not understood."""
        source = self.get(column)
        if not source:
            return None
        if len(source) > LONGEST_EXPRESSION:
            raise self.fault(source[:40], "long")
        try:
            return parse(source)
        except NotUnderstood as error:
            raise self.fault(f"{column}: {error.args[0]}", "expression") from error


def read_form(sheets: Sheets) -> Questionnaire:
    """Return the questions of an XLSForm; Fault says where it cannot be taken.

    `sheets` holds rows of cells as text, by the names of the sheets, headings first.
    """
    settings = next(iter(_rows("settings", sheets)), _Row("settings", 2, {}))
    for column in ("form_id", "form_title", "version"):
        if len(settings.get(column)) > LONGEST_TITLE:
            raise settings.fault(column, "long")
    language = _language(settings.get("default_language") or "English (en)")
    lists = _lists(_rows("choices", sheets), language)
    groups = _Survey(language, lists).read(_rows("survey", sheets))
    form = Questionnaire(
        settings.get("form_id") or "form",
        settings.get("form_title") or settings.get("form_id") or "form",
        settings.get("version"),
        language,
        groups,
    )
    _check(form, sheets)
    return form


def _rows(sheet: str, sheets: Sheets) -> list[_Row]:
    """Return the rows of a sheet that hold anything; Fault where what is needed is not there."""
    rows = next((rows for name, rows in sheets.items() if name.strip().lower() == sheet), None)
    if rows is None:
        if sheet == "survey":
            raise Fault(sheet, 1, sheet, "no_sheet")
        return []
    headings = [_heading(cell) for cell in rows[0]] if rows else []
    found = []
    for number, cells in enumerate(rows[1:], 2):
        filled = {
            heading: text
            for heading, cell in zip(headings, cells, strict=False)
            if heading and (text := normalize("NFC", _UNSEEN.sub(" ", cell).strip()))
        }
        if filled:
            found.append(_Row(sheet, number, filled))
    return found


def _heading(cell: str) -> str:
    """Return the heading of a column in one spelling: «Label :: English (en)», «label:english»."""
    name, _, tongue = cell.strip().replace("::", ":").partition(":")
    name = name.strip().lower().replace(" ", "_")
    name = {"list_name": "list_name", "relevance": "relevant", "value": "name"}.get(name, name)
    return f"{name}::{tongue.strip(' :')}" if tongue else name


def _language(tongue: str) -> str:
    """Return the code of a language: «English (en)» is en, «Kinyarwanda» is rw."""
    code = re.search(r"\(([a-z]{2,8})\)", tongue)
    if code:
        return code[1]
    plain = tongue.strip().lower()
    return _TONGUES.get(plain) or re.sub("[^a-z]", "", plain)[:8] or "en"


def _lists(rows: Iterable[_Row], language: str) -> dict[str, tuple[OwnChoice, ...]]:
    found: dict[str, list[OwnChoice]] = {}
    for many, row in enumerate(rows):
        if many >= MOST_CHOICES:
            raise row.fault(str(MOST_CHOICES), "many")
        name = row.get("name")
        if not _NAME.fullmatch(f"_{name}"):
            raise row.fault(name, "name")
        among = found.setdefault(row.get("list_name"), [])
        if name in {one.name for one in among}:
            raise row.fault(name, "twice")
        among.append(OwnChoice(name, row.said("label", language) or {language: name}))
    return {name: tuple(choices) for name, choices in found.items()}


class _Survey:
    """Reads the survey from top to bottom; groups stand in no other group."""

    def __init__(self, language: str, lists: Mapping[str, tuple[OwnChoice, ...]]) -> None:
        self.language, self.lists = language, lists
        self.groups: list[Group] = []
        self.open: _Row | None = None
        self.within: list[OwnQuestion] = []

    def read(self, rows: Iterable[_Row]) -> tuple[Group, ...]:
        """Return the groups; Fault where a row is not understood."""
        for row in rows:
            self._take(row)
        if self.open:
            raise self.open.fault(self.open.get("name"), "not_closed")
        self._close()
        return tuple(self.groups)

    def _take(self, row: _Row) -> None:
        joined = re.sub(r"^(begin|end) group", r"\1_group", row.get("type"))
        words = joined.split()
        kind = words[0] if words else ""
        needed = sorted(_UNKNOWN_COLUMNS & set(row.cells))
        if needed:
            raise row.fault(needed[0], "column")
        if kind == "begin_group":
            if self.open:
                raise row.fault(row.get("name"), "nested")
            if not _NAME.fullmatch(row.get("name")):
                raise row.fault(row.get("name"), "name")
            self._close()
            self.open = row
        elif kind == "end_group":
            if not self.open:
                raise row.fault("end_group", "not_opened")
            self._close()
        elif kind not in _IGNORED:
            self.within.append(self._question(row, kind, words[1:]))

    def _close(self) -> None:
        row, questions = self.open, tuple(self.within)
        self.open, self.within = None, []
        if questions and row is None:
            self.groups.append(Group("", {}, questions))
        elif questions and row is not None:
            label = row.said("label", self.language)
            self.groups.append(Group(row.get("name"), label, questions, row.expression("relevant")))

    def _question(self, row: _Row, word: str, rest: Sequence[str]) -> OwnQuestion:
        kind = next((one for one in OwnKind if one == word), None)
        name, label = row.get("name"), row.said("label", self.language)
        chooses = kind in (OwnKind.ONE, OwnKind.SEVERAL)
        if kind is None or (rest and not chooses):
            raise row.fault(row.get("type"), "type")
        if not _NAME.fullmatch(name):
            raise row.fault(name, "name")
        if not label:
            raise row.fault(name, "label")
        listed = rest[0] if rest else ""
        if chooses and (listed not in self.lists or len(rest) > 1):
            raise row.fault(" ".join(rest) or row.get("type"), "list")
        return OwnQuestion(
            name,
            kind,
            label,
            row.said("hint", self.language),
            self.lists.get(listed, ()),
            listed,
            row.get("required").lower() in ("yes", "true", "true()"),
            row.expression("relevant"),
            row.expression("constraint"),
            row.said("constraint_message", self.language),
        )


def _check(form: Questionnaire, sheets: Sheets) -> None:
    """Refuse names that are used twice, or that stand in an expression and are asked later."""
    at = {row.get("name"): row for row in reversed(_rows("survey", sheets)) if row.get("name")}
    asked: set[str] = set()
    for many, one in enumerate(form.questions):
        row = at[one.name]
        if many >= MOST_QUESTIONS:
            raise row.fault(str(MOST_QUESTIONS), "many")
        if one.name in asked:
            raise row.fault(one.name, "twice")
        for expression in (one.relevant, one.constraint):
            unknown = sorted((expression.names if expression else frozenset()) - asked)
            if unknown:
                raise row.fault(unknown[0], "later")
        asked.add(one.name)
    if not asked:
        raise Fault("survey", 2, "survey", "empty")
    before: set[str] = set()
    for group in form.groups:
        if group.name in asked:
            raise at[group.name].fault(group.name, "twice")
        unknown = sorted((group.relevant.names if group.relevant else frozenset()) - before)
        if unknown:
            raise at[group.name].fault(unknown[0], "later")
        before |= {one.name for one in group.questions}


def write_form(form: Questionnaire) -> dict[str, list[list[str]]]:
    """Return the sheets of a form, headings first, as `read_form` takes them."""
    languages = _languages(form)
    asked = [*_columns("label", languages), *_columns("hint", languages)]
    terms = ["required", "relevant", "constraint", *_columns("constraint_message", languages)]
    survey = [["type", "name", *asked, *terms]]
    for group in form.groups:
        if group.name:
            relevant = group.relevant.source if group.relevant else ""
            hints = [""] * len(languages)
            texts = _texts(group.label, languages)
            survey.append(["begin_group", group.name, *texts, *hints, "", relevant, "", *hints])
        survey += [_survey_row(one, languages) for one in group.questions]
        if group.name:
            survey.append(["end_group", *[""] * (len(survey[0]) - 1)])
    lists = {one.listed: one.choices for one in form.questions if one.choices}
    choices = [["list_name", "name", *_columns("label", languages)]]
    choices += [
        [name, one.name, *_texts(one.label, languages)]
        for name, among in lists.items()
        for one in among
    ]
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [form.title, form.form, form.version, _tongue(form.language)],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def _survey_row(one: OwnQuestion, languages: Sequence[str]) -> list[str]:
    return [
        f"{one.kind} {one.listed}".strip(),
        one.name,
        *_texts(one.label, languages),
        *_texts(one.hint, languages),
        "yes" if one.required else "",
        one.relevant.source if one.relevant else "",
        one.constraint.source if one.constraint else "",
        *_texts(one.unless, languages),
    ]


def _languages(form: Questionnaire) -> tuple[str, ...]:
    """Return the languages of a form, its own first."""
    texts: list[Said] = [one.label for one in form.questions]
    texts += [choice.label for one in form.questions for choice in one.choices]
    texts += [said for one in form.questions for said in (one.hint, one.unless)]
    texts += [group.label for group in form.groups]
    others = {lang for text in texts for lang in text} - {form.language}
    return (form.language, *sorted(others))


def _columns(name: str, languages: Sequence[str]) -> list[str]:
    return [f"{name}::{_tongue(lang)}" for lang in languages]


def _tongue(lang: str) -> str:
    return f"{CALLED.get(lang, lang)} ({lang})"


def _texts(said: Said, languages: Sequence[str]) -> list[str]:
    return [said.get(lang, "") for lang in languages]
