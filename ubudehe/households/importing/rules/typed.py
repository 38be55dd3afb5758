"""What people typed about columns and values, as fields of a form, and back again.

Fields: «c.<target>» the place of a column, «text_<target>» one text for all rows,
«v.<target>.<n>» the answer to the n-th commonest value («-» for blank, nothing to keep it as is).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ubudehe.households.importing.rules.answers import BLANK, distinct_values
from ubudehe.households.importing.rules.plans import Plan, fixed, guess_all_answers
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.targets import TARGETS, Target

AS_BLANK = "-"
TEXTS = ("isibo", "head", "members_total", "land_unit")
"""The targets that may have one text for all rows."""


@dataclass(frozen=True)
class ValueQuestion:
    """A question with fixed answers, and the values in its column with how often they stand."""

    target: Target
    column: str
    values: list[tuple[str, int]]

    def field(self, at: int) -> str:
        """Return the name of the form field for the value at place `at`."""
        return f"v.{self.target.code}.{at}"


def columns_typed(plan: Plan) -> dict[str, str]:
    """Return the form fields that say the columns and texts of `plan`."""
    columns = {f"c.{target}": str(at) for target, at in plan.columns.items()}
    return columns | {f"text_{target}": text for target, text in plan.texts.items()}


def typed_plan(
    typed: Mapping[str, str],
    texts: Mapping[str, str],
    sheet: Sheet,
    before: Plan,
    bands: Sequence[str],
) -> Plan:
    """Return the plan that was typed; answers for columns that stayed are kept from `before`.

    A column that is none of the sheet comes back as -1, for `check_plan` to refuse.
    """
    columns = {}
    for target in TARGETS:
        chosen = typed.get(f"c.{target}", "")
        if chosen:
            known = chosen.isascii() and chosen.isdigit() and len(chosen) < 5
            columns[target] = int(chosen) if known and int(chosen) < len(sheet.columns) else -1
    kept = {
        target: answers
        for target, answers in before.answers.items()
        if columns.get(target) == before.columns.get(target)
    }
    plan = Plan(columns, texts, kept)
    if -1 in columns.values():
        return plan
    return replace(plan, answers=guess_all_answers(sheet, plan, bands))


def questions_of(sheet: Sheet, plan: Plan, bands: Sequence[str]) -> list[ValueQuestion]:
    """Return what has to be asked about the values of `sheet`."""
    places = [(target, plan.columns[target.code]) for target in fixed(plan, bands)]
    return [ValueQuestion(to, sheet.columns[at], distinct_values(sheet, at)) for to, at in places]


def digest_of(questions: Sequence[ValueQuestion]) -> str:
    """Return a short text that changes with the questions, their columns or their values."""
    asked = [[q.target.code, q.column, [value for value, _count in q.values]] for q in questions]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def answers_typed(questions: Sequence[ValueQuestion], plan: Plan) -> dict[str, str]:
    """Return the form fields that say the answers of `plan`."""
    typed = {}
    for question in questions:
        said = plan.answers.get(question.target.code, {})
        for at, (value, _count) in enumerate(question.values):
            typed[question.field(at)] = (said[value] or AS_BLANK) if value in said else ""
    return typed


def typed_answers(
    typed: Mapping[str, str], questions: Sequence[ValueQuestion]
) -> dict[str, dict[str, str]]:
    """Return, by target and value, the answers that were typed."""
    answers: dict[str, dict[str, str]] = {}
    for question in questions:
        said = answers.setdefault(question.target.code, {})
        for at, (value, _count) in enumerate(question.values):
            chosen = typed.get(question.field(at), "")
            if chosen == AS_BLANK:
                said[value] = BLANK
            elif chosen in question.target.answers:
                said[value] = chosen
    return answers
