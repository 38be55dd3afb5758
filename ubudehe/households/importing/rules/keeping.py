"""Plans and mended cells as JSON, the form in which an unfinished import is kept."""

from collections.abc import Mapping
from typing import Any

from ubudehe.households.importing.rules.plans import Plan

Mended = Mapping[int, Mapping[int, str]]
"""By the number of a row and the place of a column: what was written there anew."""


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return `plan` as plain dictionaries."""
    answers = {target: dict(values) for target, values in plan.answers.items()}
    return {"columns": dict(plan.columns), "texts": dict(plan.texts), "answers": answers}


def plan_from_json(body: Mapping[str, Any]) -> Plan:
    """Return the plan that `plan_to_json` wrote."""
    return Plan(body["columns"], body["texts"], body["answers"])


def mended_to_json(mended: Mended) -> dict[str, dict[str, str]]:
    """Return mended cells with texts as keys."""
    return {
        str(row): {str(at): text for at, text in cells.items()} for row, cells in mended.items()
    }


def mended_from_json(body: Mapping[str, Mapping[str, str]]) -> Mended:
    """Return the cells that `mended_to_json` wrote."""
    return {int(row): {int(at): text for at, text in cells.items()} for row, cells in body.items()}
