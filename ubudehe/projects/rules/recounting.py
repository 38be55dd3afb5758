"""Counting a published result again: what anybody can do with the files of `result_file`."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from ubudehe.projects.rules.election import (
    Ballot,
    Election,
    Kind,
    Marks,
    Project,
    group_ballots,
    threshold_of,
)
from ubudehe.projects.rules.outcome import Outcome, Why, left_with_nothing, round_as_values
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.pabulib_lines import BadFile
from ubudehe.projects.rules.pairwise import Matrix
from ubudehe.projects.rules.part_funding import NOT_WITH
from ubudehe.projects.rules.result_file import FIRST_FORMAT, FORMAT, FORMATS
from ubudehe.projects.rules.shown_votes import Level, shown_ties, standing_for
from ubudehe.projects.rules.tallying import RULES, count_duels, fits, needs, tally
from ubudehe.record.rules.commitments import commit

_MOST_HIDDEN = 4
"""Scores from 1 to 4 are not published."""
_OF_BALLOTS = ("measure", "held", "ties")
"""Figures of a round that are published only where the ballots are."""
_SEALED = (
    "the ballots are sealed: only that the round table is consistent could be checked; "
    "the audit committee can open them"
)
_FEW = "scores that are not published were taken as the order says"


@dataclass(frozen=True)
class Recount:
    """What a recount found: faults; and notes on what could not be counted again."""

    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


class BadResult(ValueError):
    """A folder that holds no result that can be read."""


def recount(files: Mapping[str, bytes]) -> Recount:
    """Count a published result again; BadResult where `result.json` cannot be read.

    `files` are the contents of one folder by name.
    """
    said = _read_result(files)
    faults = [
        f"{name} is not the file that result.json names"
        for name, digest in said["inputs"].items()
        if name not in files or hashlib.sha256(files[name]).hexdigest() != digest
    ]
    faults += _consistency(said)
    if faults:
        return Recount(tuple(faults))
    try:
        return _counted_again(said, files)
    except (BadFile, BadResult, KeyError, TypeError, ValueError) as error:
        return Recount((f"the inputs cannot be read: {error}",))


def _counted_again(said: dict[str, Any], files: Mapping[str, bytes]) -> Recount:
    needed = needs(said["rule"])
    if "sealed.json" in files and said["sealed"]:
        election, faults = _unsealed(said, files["sealed.json"])
        return Recount((*faults, *_compare_ballots(said, election)))
    if needed not in said["inputs"]:
        return Recount((), (_SEALED,))
    if needed == "ballots.pb":
        read = read_pabulib(StringIO(files[needed].decode("utf-8"))).election
        election = replace(_election(said), ballots=_by_id(read, said), voters=read.voters)
        return Recount(_compare_ballots(said, election))
    scores = _column(said, files["totals.csv"], "score")
    if faults := _false_scores(said, scores):
        return Recount(tuple(faults))
    if said["kind"] == Kind.YES_NO:
        noes = _column(said, files["totals.csv"], "against")[0]
        if noes is None or scores[0] is None:
            return Recount((), (_FEW,))
        election = replace(_election(said), totals=(scores[0],), noes=noes)
        if Why.NO_QUORUM in (round_["why"] for round_ in said["rounds"]):
            election = replace(election, voters=election.quorum - 1)
        elif said["voters"] is None:
            election = replace(election, voters=max(election.quorum, scores[0] + noes))
        return Recount(_compare(said, tally(said["rule"], election)))
    if said["format"] == FIRST_FORMAT:
        election = replace(_election(said), totals=tuple(score or 0 for score in scores))
        if None in scores:
            return _with_hidden(said, election, scores)
    else:
        election = _standing(said, files, scores)
    notes = (_FEW,) if None in scores else ()
    if needed == "matrix.csv":
        duels = count_duels(said["rule"], election, _matrix(said, files))
        return Recount(_compare(said, duels), notes)
    return Recount(_compare(said, tally(said["rule"], election)), notes)


def _standing(
    said: dict[str, Any], files: Mapping[str, bytes], scores: tuple[int | None, ...]
) -> Election:
    """Return the election with what stands for numbers that are not published.

    Where the supporters behind points are not, that they reach the threshold is taken as said.
    """
    election = _election(said)
    told = _column(said, files["totals.csv"], "supporters")
    why = {round_["id"]: round_["why"] for round_ in said["rounds"]}
    totals, backing = [], []
    for project, score, backed in zip(election.projects, scores, told, strict=True):
        stands = standing_for(score, chosen=project.id in said["winners"])
        totals.append(stands)
        reached = election.least - (why[project.id] == Why.BELOW_THRESHOLD)
        taken = stands if score is None else max(reached, 0)
        backing.append(taken if backed is None else backed)
    missed = Why.NO_QUORUM in why.values()
    voters = election.quorum - 1 if missed else max(election.quorum, election.voters)
    if said["voters"] is not None:
        voters = said["voters"]
    return replace(election, totals=tuple(totals), backing=tuple(backing), voters=voters)


def _with_hidden(
    said: dict[str, Any], election: Election, scores: tuple[int | None, ...]
) -> Recount:
    """Count with hidden scores that give the published order, each as small as the order allows.

    Hidden are scores from 1 to 4, or all of them where one could be found from the others.
    """
    if said["rule"] != "greedy_votes":
        return Recount((), ("small scores are not published, so this cannot be counted again",))
    known = dict(zip((project.id for project in election.projects), scores, strict=True))
    ties = {project.id: (project.cost, project.lot) for project in election.projects}
    all_hidden = all(score is None for score in scores)
    taken: dict[str, int] = {}
    after = ""
    for round_ in reversed(said["rounds"]):
        id_, score = round_["id"], known[round_["id"]]
        if score is None:
            least = taken.get(after, 0) + (after != "" and ties[after] < ties[id_])
            score = 0 if round_["why"] == Why.NO_VOTES else max(least, _reached(election, round_))
        if known[id_] is None and score > _MOST_HIDDEN and not all_hidden:
            return Recount((f"no hidden score of {id_} could give this order",))
        taken[id_], after = score, id_
    trial = replace(election, totals=tuple(taken[project.id] for project in election.projects))
    return Recount(_compare(said, tally(said["rule"], trial)), (_FEW,))


def _reached(election: Election, round_: Mapping[str, Any]) -> int:
    """Return the least score that a project of this round must have had."""
    return 1 if round_["why"] == Why.BELOW_THRESHOLD else max(1, election.threshold)


def _compare(said: dict[str, Any], outcome: Outcome) -> tuple[str, ...]:
    faults = []
    if said["winners"] != list(outcome.winners):
        faults.append(f"the winners are {list(outcome.winners)}, not {said['winners']}")
    if said["left"] != outcome.left or said["steps"] not in (None, outcome.steps):
        faults.append("the money left, or the number of steps, is another one")
    unsaid = {"score"} if said.get("level", Level.ALL) == Level.ALL else {"score", *_OF_BALLOTS}
    scores = {project["id"]: project["score"] for project in said["projects"]}
    for theirs, one in zip(said["rounds"], outcome.rounds, strict=False):
        counted = round_as_values(one._replace(ties=shown_ties(one, scores)))
        if said["format"] != FORMAT:
            counted.pop("ties")
            counted.pop("part")
        kept = {key: None if theirs.get(key, 0) is None else counted[key] for key in unsaid}
        if theirs != {**counted, **kept}:
            faults.append(f"the round of {theirs['id']} comes out differently: {counted}")
    return tuple(faults)


def _compare_ballots(said: dict[str, Any], election: Election) -> tuple[str, ...]:
    """Compare the outcome, and the figures that only ballots can confirm."""
    outcome = tally(said["rule"], election)
    if said.get("level") == Level.OUTCOME or None in (p["score"] for p in said["projects"]):
        faults = []
        if set(said["winners"]) != set(outcome.winners) or said["left"] != outcome.left:
            faults.append(f"the winners are {list(outcome.winners)}, not {said['winners']}")
    else:
        faults = list(_compare(said, outcome))
    figures = {
        "voters": election.voters,
        "left_with_nothing": left_with_nothing(election, outcome.winners),
    }
    for name, counted in figures.items():
        if said[name] is not None and said[name] != counted:
            faults.append(f"{name} is {counted}, not {said[name]}")
    return (*faults, *_false_scores(said, election.scores))


def _false_scores(said: dict[str, Any], scores: Sequence[int | None]) -> list[str]:
    return [
        f"the score of {project['id']} is {score}, not {project['score']}"
        for project, score in zip(said["projects"], scores, strict=True)
        if None not in (score, project["score"]) and score != project["score"]
    ]


def _consistency(said: dict[str, Any]) -> list[str]:
    costs = {project["id"]: project["cost"] for project in said["projects"]}
    faults = []
    if sorted(round_["id"] for round_ in said["rounds"]) != sorted(costs):
        return ["the round table does not hold each project once"]
    funded = [round_["id"] for round_ in said["rounds"] if round_["why"] == "funded"]
    if funded != said["winners"]:
        faults.append("the winners are not those of the round table")
    parts = {one["id"]: one.get("part", 0) for one in said["rounds"] if one.get("part", 0)}
    faults += _false_part(said, parts)
    spent = sum(parts.get(id_) or costs[id_] for id_ in funded)
    if spent != said["total_cost"] or said["budget"] - spent != said["left"]:
        faults.append("the costs of the winners and what is left do not add up to the budget")
    if said["left"] < 0:
        faults.append("the winners cost more than the budget")
    groups = [p["group"] for p in said["projects"] if p["id"] in funded and p["group"]]
    if len(set(groups)) != len(groups):
        faults.append("two winners exclude one another")
    return faults


def _false_part(said: dict[str, Any], parts: Mapping[str, int]) -> list[str]:
    """Return what is wrong with what was funded in part."""
    projects = {project["id"]: project for project in said["projects"]}
    faults = []
    if parts and (not said["part"] or said["rule"] in NOT_WITH):
        faults.append("a project is funded in part, though nobody declared that")
    if len(parts) > 1:
        faults.append("more than one project is funded in part")
    for id_, part in parts.items():
        if not 0 < projects[id_]["least"] <= part < projects[id_]["cost"]:
            faults.append(f"what {id_} is given is less than it needs, or all that it costs")
        if id_ not in said["winners"]:
            faults.append(f"{id_} is given a part but is no winner")
    return faults


def _read_result(files: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        said = json.loads(files["result.json"])
        if said["format"] not in FORMATS:
            raise BadResult(f"result.json is not of the format {FORMAT}")
        if said["rule"] not in RULES or not fits(said["rule"], Kind(said["kind"])):
            raise BadResult(f"the rule {said['rule']} is not known for such ballots")
        _election(said)
        _consistency(said)
        if not isinstance(said["inputs"], dict):
            raise BadResult("result.json names no inputs")
    except KeyError as error:
        raise BadResult(f"there is no {error}") from None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadResult(f"result.json cannot be read: {error}") from None
    return dict(said)


def _election(said: dict[str, Any]) -> Election:
    first = said["format"] == FIRST_FORMAT
    threshold = said["threshold"] or 0
    least, quorum = (0, 0) if first else (said["least"] or 0, said["quorum"] or 0)
    numbers = [said["budget"], threshold, least, quorum, said["places"], said["left"]]
    spend, share = said.get("max_sum_cost", 0), said.get("share", 0)
    numbers += [spend, share, said["steps"] or 0, 0 if first else said["percent"]]
    numbers += [number for p in said["projects"] for number in (p["cost"], p["lot"])]
    numbers += [p.get("least", 0) for p in said["projects"]]
    numbers += [one.get("part", 0) for one in said["rounds"]]
    if any(type(number) is not int for number in numbers):
        raise BadResult("a number of result.json is not whole")
    return Election(
        Kind(said["kind"]),
        said["budget"],
        tuple(
            Project(p["id"], p["cost"], p["lot"], p["group"], p.get("least", 0))
            for p in said["projects"]
        ),
        (),
        said["voters"] or 0,
        threshold=threshold,
        least=least,
        quorum=quorum,
        places=said["places"],
        spend=spend,
        share=share,
        part=said.get("part", False) is True,
    )


def _column(said: dict[str, Any], content: bytes, name: str) -> tuple[int | None, ...]:
    rows = {row["project_id"]: row[name] for row in csv.DictReader(StringIO(content.decode()))}
    return tuple(int(rows[p["id"]]) if rows[p["id"]] else None for p in said["projects"])


def _matrix(said: dict[str, Any], files: Mapping[str, bytes]) -> Matrix:
    head, *rows = csv.reader(StringIO(files["matrix.csv"].decode("utf-8")))
    by_row = {row[0]: dict(zip(head[1:], map(int, row[1:]), strict=True)) for row in rows}
    ids = [p["id"] for p in said["projects"]]
    return tuple(tuple(by_row[i][j] for j in ids) for i in ids)


def _by_id(read: Election, said: dict[str, Any]) -> tuple[Ballot, ...]:
    """Return the ballots of a file with the indices that the projects have in `said`."""
    index = {p["id"]: at for at, p in enumerate(said["projects"])}
    new = [index[project.id] for project in read.projects]
    return group_ballots(
        {
            tuple(sorted((new[at], points) for at, points in ballot.marks)): ballot.number
            for ballot in read.ballots
        }
    )


def _unsealed(said: dict[str, Any], content: bytes) -> tuple[Election, list[str]]:
    """Return the election with the sealed ballots, whose commitment must be the published one."""
    sealed = json.loads(content)
    value: dict[str, int] = sealed["ballots"]
    faults = []
    if commit(value, bytes.fromhex(sealed["salt"])).hex() != said["sealed"]:
        faults.append("sealed.json does not open the commitment that result.json names")
    patterns = {_marks(text): count for text, count in value.items()}
    voters = sum(patterns.values())
    costs, spend = [p["cost"] for p in said["projects"]], said.get("max_sum_cost", 0)
    if spend and any(sum(costs[at] for at, _ in marks) > spend for marks in patterns):
        faults.append("a ballot holds projects that cost more than max_sum_cost together")
    election = replace(_election(said), ballots=group_ballots(patterns), voters=voters)
    if said["format"] != FIRST_FORMAT:
        election = replace(election, least=threshold_of(said["percent"], voters))
    return election, faults


def _marks(text: str) -> Marks:
    pairs = (pair.split(":") for pair in text.split(",") if pair)
    return tuple((int(at), int(points)) for at, points in pairs)
