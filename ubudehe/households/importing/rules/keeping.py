"""Sheets and plans as JSON, the form in which an unfinished import is kept."""

import json
from collections.abc import Mapping
from typing import Any

from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.sheets import Row, Sheet


def sheet_to_json(sheet: Sheet) -> bytes:
    """Return `sheet` as JSON in UTF-8."""
    body: dict[str, Any] = {**vars(sheet)}
    body["rows"] = [[row.number, row.too_long, *row.cells] for row in sheet.rows]
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def sheet_from_json(content: bytes) -> Sheet:
    """Return the sheet that `sheet_to_json` wrote."""
    body: dict[str, Any] = json.loads(content)
    body["rows"] = tuple(
        Row(number, tuple(cells), too_long) for number, too_long, *cells in body["rows"]
    )
    for name in ("columns", "identities"):
        body[name] = tuple(body[name])
    return Sheet(**body)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return `plan` as plain dictionaries."""
    answers = {target: dict(values) for target, values in plan.answers.items()}
    return {"columns": dict(plan.columns), "texts": dict(plan.texts), "answers": answers}


def plan_from_json(body: Mapping[str, Any]) -> Plan:
    """Return the plan that `plan_to_json` wrote."""
    return Plan(body["columns"], body["texts"], body["answers"])
