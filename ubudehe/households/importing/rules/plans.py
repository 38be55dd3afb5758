"""A plan: what each column means, what stands in for missing ones, and how answers translate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ubudehe.households.forms import NO_GROUP
from ubudehe.households.importing.rules.answers import MAX_VALUES, distinct_values, guess_answers
from ubudehe.households.importing.rules.guessing import SHEET, guess_columns
from ubudehe.households.importing.rules.numbers import unit_beside
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.targets import BAND_TARGETS, TARGETS, Target
from ubudehe.households.importing.rules.vocabulary import words_of
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

_UNITS = {
    **dict.fromkeys(("m2", "metres", "metero"), "m2"),
    **dict.fromkeys(("are", "ares"), "are"),
    **dict.fromkeys(("ha", "hectare", "hectares", "hegitari", "hekta"), "ha"),
}
"""Words in the name of a column that say in which unit its land is measured."""


@dataclass(frozen=True)
class Plan:
    """How a sheet is read. `answers` holds, by target and value, our answer or «» for blank.

    A value that has no entry is kept as it came.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def guess_plan(sheet: Sheet, head_text: str, manners: Manners) -> Plan:
    """Return a first plan for `sheet`; `head_text` names heads where no column does."""
    columns = guess_columns(sheet, manners)
    texts = {}
    if "isibo" not in columns:
        texts["isibo"] = NO_GROUP
    if "head" not in columns:
        texts["head"] = head_text
    if "land" in columns and "land_unit" not in columns:
        words = words_of(sheet.columns[columns["land"]])
        unit = next((_UNITS[word] for word in words if word in _UNITS), "")
        unit = unit or unit_beside([row.cells[columns["land"]] for row in sheet.rows])
        texts |= {"land_unit": unit} if unit else {}
    return Plan(columns, texts)


def columns_not_read(sheet: Sheet, plan: Plan) -> tuple[str, ...]:
    """Return the names of the columns that hold something and answer no question of ours."""
    used = set(plan.columns.values())
    return tuple(
        name
        for at, name in enumerate(sheet.columns)
        if at not in used and name != SHEET and any(row.cells[at] for row in sheet.rows)
    )


def check_plan(sheet: Sheet, plan: Plan, bands: Sequence[str]) -> None:
    """Raise Refusal, with the target as its field, for a plan that no household could come of."""
    used: set[int] = set()
    for target, at in plan.columns.items():
        if not 0 <= at < len(sheet.columns) or target not in TARGETS:
            raise Refusal(N_("There is no such column in this file."), target)
        if at in used:
            raise Refusal(N_("This column already answers another question."), target)
        used.add(at)
    _check_needed(plan)
    for question in fixed(plan, bands):
        found = len(distinct_values(sheet, plan.columns[question.code]))
        if found > MAX_VALUES:
            raise Refusal(
                N_("This column has %(found)s different values; at most %(most)s can be sorted."),
                question.code,
                found=found,
                most=MAX_VALUES,
            )


def _check_needed(plan: Plan) -> None:
    for target in ("isibo", "head"):
        if target not in plan.columns and not plan.texts.get(target):
            raise Refusal(N_("Choose a column, or write one text for all households."), target)
    counted = bool(plan.columns.keys() & {"members_total", *BAND_TARGETS})
    # Women alone, or men alone, are no household.
    both = {"f_all", "m_all"} <= plan.columns.keys()
    if not (counted or both) and not plan.texts.get("members_total"):
        message = N_("Choose the column that tells how many people live there, or write a number.")
        raise Refusal(message, "members_total")
    if "land" in plan.columns and not {"land_unit"} & (plan.columns.keys() | plan.texts.keys()):
        raise Refusal(N_("Say in which unit the land is measured."), "land_unit")


def fixed(plan: Plan, bands: Sequence[str]) -> tuple[Target, ...]:
    """Return the targets with fixed answers that have a column; `bands` are those of incomes."""
    found = [target for code, target in TARGETS.items() if target.answers and code in plan.columns]
    return tuple(
        replace(one, answers=(*bands, *one.answers)) if one.code == "income" else one
        for one in found
    )


def guess_all_answers(sheet: Sheet, plan: Plan, bands: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return guessed answers for every column with fixed answers; what was said before stays."""
    guessed = {}
    for target in fixed(plan, bands):
        values = [value for value, _count in distinct_values(sheet, plan.columns[target.code])]
        said = plan.answers.get(target.code)
        guessed[target.code] = dict(said) if said is not None else guess_answers(target, values)
    return guessed
