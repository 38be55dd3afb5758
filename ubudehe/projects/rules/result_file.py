"""The published result of a vote.

`result.json` says the rule, its parameters, the projects with cost and lot, the round table and
the hashes of the inputs. Beside it lies the least from which the rule can be counted again:
`totals.csv` (greedy rules, Borda), `matrix.csv` with `totals.csv` (Copeland, Schulze) or
`ballots.pb` (equal shares, Phragmén). What of it is published: rules/shown_votes.py. Where that is
not enough, `result.json` has the commitment to the ballots that stands in the record, and
`sealed.json` is shown to the audit committee only. Format «ubudehe-result/3»: docs/voting.md.
"""

import csv
import hashlib
from collections.abc import Mapping
from fractions import Fraction
from io import StringIO
from typing import Any

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.outcome import Outcome, Why
from ubudehe.projects.rules.pairwise import pairwise
from ubudehe.projects.rules.shown_votes import ShownRound, ShownVote
from ubudehe.record.rules.suppression import Shown

FORMAT = "ubudehe-result/3"
SECOND_FORMAT = "ubudehe-result/2"
"""The format of results before ties and parts were told."""
FIRST_FORMAT = "ubudehe-result/1"
"""The format of results before thresholds were shares of people."""
FORMATS = (FIRST_FORMAT, SECOND_FORMAT, FORMAT)


def totals_file(election: Election, seen: ShownVote) -> bytes:
    """Return `totals.csv`: score and supporters of each project, empty where not published.

    Of one project alone, a further column says how many said no.
    """
    rows = zip(election.projects, seen.scores, seen.supporters, strict=True)
    cells = [[project.id, _cell(score), _cell(backed)] for project, score, backed in rows]
    head = ["project_id", "score", "supporters"]
    if election.kind is Kind.YES_NO:
        head.append("against")
        cells[0].append(_cell(seen.against))
    return _csv([head, *cells])


def matrix_file(election: Election) -> bytes:
    """Return `matrix.csv`: how many ballots put the row's project above the column's."""
    ids = [project.id for project in election.projects]
    rows = zip(ids, pairwise(election), strict=True)
    return _csv([["project_id", *ids], *([id_, *map(str, row)] for id_, row in rows)])


def result_document(
    election: Election,
    outcome: Outcome,
    inputs: Mapping[str, bytes],
    seen: ShownVote,
    *,
    percent: int = 0,
    sealed: str | None = None,
) -> dict[str, Any]:
    """Return what `result.json` holds: of numbers of people nothing but what is `seen`.

    `percent` is the share of people that a project must reach.
    """
    return {
        "format": FORMAT,
        "percent": percent,
        "level": seen.level.value,
        "rule": outcome.rule,
        "kind": election.kind.value,
        "voters": seen.turnout.counted,
        "budget": election.budget,
        "threshold": seen.threshold,
        "least": seen.least,
        "quorum": seen.quorum,
        "places": election.places,
        "max_sum_cost": election.spend,
        "share": election.share,
        "part": election.part,
        "projects": [
            {
                "id": project.id,
                "cost": project.cost,
                "lot": project.lot,
                "group": project.group,
                "least": project.least,
                "score": score,
                "supporters": backed,
            }
            for project, score, backed in zip(
                election.projects, seen.scores, seen.supporters, strict=True
            )
        ],
        "winners": [one.id for one in seen.rounds if one.why is Why.FUNDED],
        "total_cost": outcome.total_cost,
        "left": outcome.left,
        "steps": seen.steps,
        "rounds": [round_values(one) for one in seen.rounds],
        "left_with_nothing": seen.left_out,
        "inputs": {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()},
        "sealed": sealed,
    }


def round_values(one: ShownRound) -> dict[str, Any]:
    """Return a round as JSON values; fractions are text, as «7/3»."""
    return {
        "id": one.id,
        "why": one.why.value,
        "phase": one.phase,
        "score": one.score,
        "cost": one.cost,
        "left": one.left,
        "measure": _fraction(one.measure),
        "held": _fraction(one.held),
        "by": one.by,
        "part": one.part,
        "ties": None if one.ties is None else [[tie.id, tie.by.value] for tie in one.ties],
    }


def _fraction(value: tuple[Shown, Shown] | None) -> str | None:
    return None if value is None else str(Fraction(*value))


def _csv(rows: list[list[str]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _cell(score: Shown | None) -> str:
    return "" if score is None else str(score)
