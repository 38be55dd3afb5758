"""Outcomes and recounts as text and JSON, for the shell."""

import json
from pathlib import Path

from ubudehe.projects.rules.outcome import Outcome, round_as_values
from ubudehe.projects.rules.pabulib import PabulibFile
from ubudehe.projects.rules.recounting import Recount

_LARGEST = 50_000_000
"""No file of a result is larger than this many bytes."""


def outcome_json(outcome: Outcome, decimals: int = 0) -> str:
    """Return an outcome as JSON: winners in order of selection, their cost, the rounds.

    Amounts are whole numbers of which `decimals` digits stand behind the point.
    """
    value = {
        "rule": outcome.rule,
        "winners": list(outcome.winners),
        "total_cost": outcome.total_cost,
        "left": outcome.left,
        "decimals": decimals,
        "steps": outcome.steps,
        "rounds": [round_as_values(one) for one in outcome.rounds],
    }
    return json.dumps(value, ensure_ascii=False)


def outcome_table(outcome: Outcome, file: PabulibFile) -> str:
    """Return an outcome as a table of its rounds."""
    spent = _amount(outcome.total_cost, file.decimals)
    budget = _amount(file.election.budget, file.decimals)
    lines = [f"{outcome.rule}: {spent} of {budget} spent"]
    for round_ in outcome.rounds:
        name = file.names.get(round_.id, "")[:40]
        figures = f"{round_.why.value:15}{round_.score:>9}{_amount(round_.cost, file.decimals):>14}"
        lines.append(f"{figures}  {round_.id:8} {name}".rstrip())
    return "\n".join(lines)


def _amount(amount: int, decimals: int) -> str:
    """Return an amount with its decimals, such as «1000.50»."""
    whole, rest = divmod(amount, 10**decimals)
    return f"{whole}.{rest:0{decimals}}" if decimals else str(whole)


def recount_text(found: Recount) -> str:
    """Return what a recount found, one line each."""
    lines = [*(f"wrong: {fault}" for fault in found.faults), *(f"note: {n}" for n in found.notes)]
    lines.append("The result is not confirmed." if found.faults else "The result is confirmed.")
    return "\n".join(lines)


def recount_json(found: Recount) -> str:
    """Return what a recount found, for programs."""
    value = {"confirmed": not found.faults, "faults": found.faults, "notes": found.notes}
    return json.dumps(value, ensure_ascii=False)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name; OSError where one cannot be read or is too large."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            if path.stat().st_size > _LARGEST:
                raise OSError(27, f"{path.name} is too large")
            found[path.name] = path.read_bytes()
    return found
