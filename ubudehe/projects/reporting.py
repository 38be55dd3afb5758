"""Outcomes and recounts as text and JSON, for the shell."""

import json
from pathlib import Path

from ubudehe.projects.rules.outcome import Outcome, round_as_values
from ubudehe.projects.rules.pabulib import PabulibFile
from ubudehe.projects.rules.recounting import Recount

_LARGEST = 50_000_000
"""No file of a result is larger than this many bytes."""


def outcome_json(outcome: Outcome) -> str:
    """Return an outcome as JSON: winners in order of selection, their cost, the rounds."""
    value = {
        "rule": outcome.rule,
        "winners": list(outcome.winners),
        "total_cost": outcome.total_cost,
        "left": outcome.left,
        "steps": outcome.steps,
        "rounds": [round_as_values(one) for one in outcome.rounds],
    }
    return json.dumps(value, ensure_ascii=False)


def outcome_table(outcome: Outcome, file: PabulibFile) -> str:
    """Return an outcome as a table of its rounds."""
    lines = [f"{outcome.rule}: {outcome.total_cost} of {file.election.budget} spent"]
    for round_ in outcome.rounds:
        name = file.names.get(round_.id, "")[:40]
        figures = f"{round_.why.value:15}{round_.score:>9}{round_.cost:>14}"
        lines.append(f"{figures}  {round_.id:8} {name}".rstrip())
    return "\n".join(lines)


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
