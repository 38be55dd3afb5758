"""Writing an election as Pabulib's `.pb` file, so that it comes back and its checker is content.

Format: https://pabulib.org/format, and what `pabulib-checker` asks. What it has no place for stands
in META's `comment`: the order of the lot, groups, our rule, and blank ballots, which it refuses.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.outcome import Outcome

_TYPES = {Kind.APPROVAL: "approval", Kind.POINTS: "cumulative", Kind.RANKING: "ordinal"}
_META_ORDER = (
    *("description", "country", "unit", "instance", "num_projects", "num_votes", "budget"),
    *(
        "vote_type",
        "rule",
        "date_begin",
        "date_end",
        "max_length",
        "max_sum_cost",
        "max_sum_points",
    ),
    *("min_project_score_threshold", "language", "currency", "fully_funded", "comment"),
)


def write_pabulib(
    election: Election,
    meta: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    outcome: Outcome | None = None,
) -> Iterator[str]:
    """Yield the lines of a `.pb` file of `election`; ballots stand in the order of their marks.

    `meta` are further lines of META, such as country and unit; with an `outcome` the file says who
    was selected, and by which rule. No line tells who voted, when or where: voters are numbered in
    the order of the ballots.
    """
    yield from _rows([["META"], ["key", "value"]])
    yield from _rows([[key, value] for key, value in _meta_of(election, meta, outcome).items()])
    yield from _rows(_projects_of(election, names or {}, outcome))
    if election.kind is not Kind.TOTALS:
        yield from _ballots_of(election)


def _projects_of(
    election: Election, names: Mapping[str, str], outcome: Outcome | None
) -> Iterator[list[object]]:
    totals, points = election.kind is Kind.TOTALS, election.kind is Kind.POINTS
    head = ["project_id", "cost", "votes", *["score"] * points, *["name"] * bool(names)]
    yield ["PROJECTS"]
    yield [*head, *["selected"] * (outcome is not None)]
    for index, project in enumerate(election.projects):
        row: list[object] = [project.id, project.cost]
        row.append(election.scores[index] if totals else election.supporters[index])
        row += [election.scores[index]] * points
        row += [names.get(project.id, "")] * bool(names)
        row += [_selected(project.id, outcome)] if outcome else []
        yield row


def _selected(project: str, outcome: Outcome) -> int:
    """Return 1 for a winner, 2 for one funded in part, as the files of Poznań have it, else 0."""
    part = outcome.in_part
    return 2 if part is not None and part.id == project else int(project in outcome.winners)


def _ballots_of(election: Election) -> Iterator[str]:
    points = election.kind is Kind.POINTS
    yield from _rows([["VOTES"], ["voter_id", "vote", *(["points"] if points else [])]])
    voter = 0
    for ballot in election.ballots:
        marks = ballot.marks
        if not marks:
            continue
        if election.kind is not Kind.APPROVAL:
            marks = tuple(sorted(marks, key=lambda mark: -mark[1]))
        cells = [",".join(election.projects[index].id for index, _ in marks)]
        if points:
            cells.append(",".join(str(given) for _, given in marks))
        for _ in range(ballot.number):
            voter += 1
            yield from _rows([[voter, *cells]])


def _meta_of(
    election: Election, meta: Mapping[str, str], outcome: Outcome | None
) -> dict[str, str]:
    said = {
        **meta,
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters - _blank(election)),
        "budget": str(election.budget),
        "vote_type": _TYPES.get(election.kind, "approval"),
    }
    if outcome:
        said["rule"] = _known_rule(election, outcome.rule)
    if election.kind is Kind.POINTS:
        given = [sum(points for _, points in ballot.marks) for ballot in election.ballots]
        said.setdefault("max_sum_points", str(max(given, default=0)))
    if election.places:
        said["max_length"] = str(election.places)
    if election.spend:
        said["max_sum_cost"] = str(election.spend)
    if election.threshold:
        said["min_project_score_threshold"] = str(election.threshold)
    if sum(project.cost for project in election.projects) <= election.budget:
        said["fully_funded"] = "1"
    said["comment"] = _comment(election, outcome)
    order = [*_META_ORDER, *said]
    return {key: said[key] for key in sorted(said, key=order.index)}


def _known_rule(election: Election, rule: str) -> str:
    """Return Pabulib's word for a rule of ours, where its own reading of it can only agree.

    It selects projects without votes, too, and knows neither our ties, quorum and groups nor a
    share of supporters: there the rule is a custom one.
    """
    if rule != "greedy_votes" or election.kind is Kind.RANKING:
        return "unknown"
    scores = election.scores
    plain = 0 not in scores
    plain &= len(set(scores)) == len(scores) and election.voters >= election.quorum
    plain &= not election.part
    plain &= not election.least and not any(project.group for project in election.projects)
    if not plain:
        return "greedy-custom"
    return "greedy-threshold" if election.threshold else "greedy"


def _blank(election: Election) -> int:
    return sum(ballot.number for ballot in election.ballots if not ballot.marks)


def _comment(election: Election, outcome: Outcome | None) -> str:
    """Return what META has no key for, in the form that Pabulib wants of a comment."""
    groups: dict[str, list[str]] = {}
    for project in election.projects:
        if project.group:
            groups.setdefault(project.group, []).append(project.id)
    by_lot = sorted(election.projects, key=lambda project: project.lot)
    said = [f"Ties by_lot: {','.join(project.id for project in by_lot)}"]
    said += [f"One of {group}: {','.join(ids)}" for group, ids in groups.items()]
    least = [f"{project.id}={project.least}" for project in election.projects if project.least]
    said += [f"In part from least: {','.join(least)}"] if election.part and least else []
    said += [f"Given in part {one.part}" for one in outcome.rounds if one.part] if outcome else []
    said += [f"Rule {outcome.rule}"] if outcome else []
    said += [f"Blank ballots: {_blank(election)}"] if _blank(election) else []
    said += [f"Least supporters {election.least}"] if election.least else []
    return " ".join(f"#{number}: {one}" for number, one in enumerate(said, 1))


def _rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=";", lineterminator="\n").writerow(row)
        yield line.getvalue()
