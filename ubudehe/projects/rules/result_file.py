"""The published result of a vote.

`result.json` says the rule, its parameters, the projects with cost and lot, the round table and
the hashes of the inputs. Beside it lies the least from which the rule can be counted again:
`totals.csv` (greedy rules, Borda), `matrix.csv` with `totals.csv` (Copeland, Schulze) or
`ballots.pb` (equal shares, Phragmén). Where ballots are too few to be published they are sealed:
`result.json` has the commitment that stands in the record, and `sealed.json` is shown to the audit
committee only. Format «ubudehe-result/1»: docs/voting.md.
"""

import csv
import hashlib
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import Outcome, Round, left_with_nothing
from ubudehe.projects.rules.pairwise import pairwise

FORMAT = "ubudehe-result/1"
_FROM_TOTALS = ("greedy_votes", "greedy_votes_per_cost", "borda")
_FROM_DUELS = ("copeland", "schulze")


def needs(rule: str) -> str:
    """Return the file from which `rule` can be counted again."""
    if rule in _FROM_TOTALS:
        return "totals.csv"
    return "matrix.csv" if rule in _FROM_DUELS else "ballots.pb"


def totals_file(election: Election, hide: Callable[[int], int | None]) -> bytes:
    """Return `totals.csv`: id and score of each project, empty where it is not published."""
    scores = [hide(score) for score in election.scores]
    rows = zip((project.id for project in election.projects), scores, strict=True)
    return _csv([["project_id", "score"], *([id_, _cell(score)] for id_, score in rows)])


def matrix_file(election: Election) -> bytes:
    """Return `matrix.csv`: how many ballots put the row's project above the column's."""
    ids = [project.id for project in election.projects]
    rows = zip(ids, pairwise(election), strict=True)
    return _csv([["project_id", *ids], *([id_, *map(str, row)] for id_, row in rows)])


def result_document(
    election: Election,
    outcome: Outcome,
    inputs: Mapping[str, bytes],
    hide: Callable[[int], int | None] = lambda number: number,
    sealed: str | None = None,
) -> dict[str, Any]:
    """Return what `result.json` holds; numbers that `hide` makes None are not published."""
    hidden = {
        project.id: hide(score)
        for project, score in zip(election.projects, election.scores, strict=True)
    }
    nothing = left_with_nothing(election, outcome.winners)
    return {
        "format": FORMAT,
        "rule": outcome.rule,
        "kind": election.kind.value,
        "voters": hide(election.voters),
        "budget": election.budget,
        "threshold": election.threshold,
        "places": election.places,
        "projects": [
            {
                "id": project.id,
                "cost": project.cost,
                "lot": project.lot,
                "group": project.group,
                "score": hidden[project.id],
            }
            for project in election.projects
        ],
        "winners": list(outcome.winners),
        "total_cost": outcome.total_cost,
        "left": outcome.left,
        "steps": outcome.steps,
        "rounds": [round_values(round_, hidden[round_.id]) for round_ in outcome.rounds],
        "left_with_nothing": None if nothing is None else hide(nothing),
        "inputs": {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()},
        "sealed": sealed,
    }


def round_values(round_: Round, score: int | None) -> dict[str, Any]:
    """Return a round as JSON values; fractions are text, as «7/3»."""
    return {
        "id": round_.id,
        "why": round_.why.value,
        "phase": round_.phase,
        "score": score,
        "cost": round_.cost,
        "left": round_.left,
        "measure": None if round_.measure is None else str(round_.measure),
        "held": None if round_.held is None else str(round_.held),
        "by": round_.by,
    }


def _csv(rows: list[list[str]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _cell(score: int | None) -> str:
    return "" if score is None else str(score)
