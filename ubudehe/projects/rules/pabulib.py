"""Pabulib's `.pb` files: an election as text, read line by line and written so that it comes back.

Three sections, META, PROJECTS and VOTES, each with a head of column names, split by semicolons and
quoted as in CSV. Format: https://pabulib.org/format; docs/voting.md says what we add (`lot`,
`group`) and that a file without VOTES but with `votes` for each project holds totals only.

Reading needs memory for the different ballots and the voters' ids, never for the file; a line that
is too long, or too many ballots, are refused with the number of the line.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import IO

from ubudehe.projects.rules.election import Election, Kind, Marks, Project, group_ballots

MOST_BALLOTS = 2_000_000
MOST_PROJECTS = 5_000
LONGEST_LINE = 100_000
_KINDS = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.APPROVAL,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
    "ordinal": Kind.RANKING,
}
_TYPES = {Kind.APPROVAL: "approval", Kind.POINTS: "cumulative", Kind.RANKING: "ordinal"}
_EXTRA = ["name", "votes", "lot", "group"]
_SECTIONS = ("META", "PROJECTS", "VOTES")


class BadFile(ValueError):
    """A file that cannot be read, with the line (from 1) where that shows."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


@dataclass(frozen=True)
class PabulibFile:
    """An election with its META section and the projects' names, in the order of the file."""

    election: Election
    meta: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)


def read_pabulib(file: IO[str]) -> PabulibFile:
    """Return what an open text file holds; BadFile with the line where it cannot be read."""
    return _Reader(file).read()


class _Reader:
    def __init__(self, file: IO[str]) -> None:
        self.line = 0
        self.rows = csv.reader(self._lines(file), delimiter=";")
        self.meta: dict[str, str] = {}
        self.projects: list[Project] = []
        self.index: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.totals: list[int | None] = []
        self.patterns: dict[Marks, int] = {}
        self.ballots = 0

    def read(self) -> PabulibFile:
        sections = {"META": self._meta, "PROJECTS": self._projects, "VOTES": self._votes}
        seen: list[str] = []
        try:
            name = self._section(next(self.rows, []))
            if not name:
                raise BadFile(self.line, "the file must begin with the section META")
            while name:
                expected = _SECTIONS[len(seen)] if len(seen) < len(_SECTIONS) else "nothing"
                if name != expected:
                    raise BadFile(self.line, f"the section {name} stands where {expected} should")
                seen.append(name)
                head = [cell.strip().lower() for cell in next(self.rows, [])]
                name = sections[name](head)
        except csv.Error as error:
            raise BadFile(self.line, f"not readable as CSV ({error})") from None
        except UnicodeDecodeError:
            raise BadFile(self.line + 1, "not UTF-8 text") from None
        for section in ("META", "PROJECTS"):
            if section not in seen:
                raise BadFile(self.line, f"the section {section} is missing")
        return PabulibFile(self._election(seen), self.meta, self.names)

    def _section(self, row: list[str]) -> str:
        """Return the name of the section that a row begins, or nothing."""
        name = row[0].strip().upper() if len(row) == 1 else ""
        return name if name in _SECTIONS else ""

    def _lines(self, file: IO[str]) -> Iterator[str]:
        while line := file.readline(LONGEST_LINE):
            self.line += 1
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                raise BadFile(self.line, f"longer than {LONGEST_LINE} signs")
            if "\0" in line:
                raise BadFile(self.line, "holds a null sign")
            yield line.removeprefix("\ufeff") if self.line == 1 else line

    def _meta(self, head: list[str]) -> str:
        if head[:2] != ["key", "value"]:
            raise BadFile(self.line, "the head of META must be key;value")
        for row in self.rows:
            if name := self._section(row):
                return name
            key = row[0].strip() if row else ""
            if key in self.meta:
                raise BadFile(self.line, f"META says {key} twice")
            if key:
                self.meta[key] = ";".join(row[1:]).strip()
        return ""

    def _projects(self, head: list[str]) -> str:
        id_at, cost_at = self._column(head, "project_id"), self._column(head, "cost")
        extra = {name: head.index(name) for name in _EXTRA if name in head}
        for row in self.rows:
            if name := self._section(row):
                return name
            if not any(row):
                continue
            if len(row) > len(head):
                raise BadFile(self.line, "more cells than the head has (a «;» without quotes?)")
            cells = row + [""] * (len(head) - len(row))
            said = {name: cells[at].strip() for name, at in extra.items()}
            self._project(cells[id_at].strip(), self._whole(cells[cost_at], "cost"), said)
        return ""

    def _project(self, id_: str, cost: int, said: dict[str, str]) -> None:
        if not id_ or id_ in self.index or "," in id_:
            raise BadFile(self.line, f"«{id_}» is no id, or an id that was there already")
        if len(self.projects) == MOST_PROJECTS:
            raise BadFile(self.line, f"more than {MOST_PROJECTS} projects")
        self.index[id_] = len(self.projects)
        self.names[id_] = said.get("name", "")
        lot = self._whole(said["lot"], "lot") if said.get("lot") else -1
        self.projects.append(Project(id_, cost, lot, said.get("group", "")))
        votes = said.get("votes", "")
        self.totals.append(self._whole(votes, "votes") if votes else None)

    def _votes(self, head: list[str]) -> str:
        kind, places = self._kind(), self._places()
        voter_at, vote_at = self._column(head, "voter_id"), self._column(head, "vote")
        points_at = head.index("points") if "points" in head else None
        if kind is Kind.POINTS and points_at is None:
            raise BadFile(self.line, "ballots with points need a column points")
        as_points = points_at if kind is Kind.POINTS else None
        last = max(voter_at, vote_at, as_points or 0)
        voters: set[str] = set()
        # Counted as they are written: that is quicker than by the marks they mean.
        counts: dict[tuple[str, str] | str, int] = {}
        meaning: dict[tuple[str, str] | str, Marks] = {}
        for row in self.rows:
            if len(row) <= last:
                if name := self._section(row):
                    return name
                if not any(row):
                    continue
                row.extend([""] * (last + 1 - len(row)))
            vote = row[vote_at]
            key = vote if as_points is None else (vote, row[as_points])
            if key in counts:
                counts[key] += 1
            else:
                points = row[as_points] if as_points is not None else ""
                meaning[key] = self._marks(kind, vote, points, places)
                counts[key] = 1
            self.ballots += 1
            voters.add(row[voter_at])
            if len(voters) != self.ballots:
                raise BadFile(self.line, f"voter {row[voter_at]} stands there twice")
            if self.ballots > MOST_BALLOTS:
                raise BadFile(self.line, f"more than {MOST_BALLOTS} ballots")
        for key, count in counts.items():
            marks = meaning[key]
            self.patterns[marks] = self.patterns.get(marks, 0) + count
        return ""

    def _marks(self, kind: Kind, vote: str, points: str, places: int) -> Marks:
        ids = vote.split(",") if vote.strip() else []
        try:
            index = [self.index[id_] for id_ in ids]
        except KeyError:
            index = [self._index(id_.strip()) for id_ in ids]
        if len(set(index)) != len(index):
            raise BadFile(self.line, "a project stands twice on one ballot")
        if kind is Kind.POINTS:
            given = points.split(",") if points.strip() else []
            if len(given) != len(ids):
                raise BadFile(self.line, f"{len(ids)} projects but {len(given)} numbers of points")
            worth = [self._whole(one, "points") for one in given]
            return tuple(sorted((at, one) for at, one in zip(index, worth, strict=True) if one))
        if kind is Kind.RANKING:
            if len(ids) > places:
                raise BadFile(self.line, f"{len(ids)} places, at most {places} are allowed")
            return tuple(sorted((at, places - place) for place, at in enumerate(index)))
        if len(ids) > 1 and self.meta.get("vote_type") == "choose-1":
            raise BadFile(self.line, "more than one project on a choose-1 ballot")
        spend = self._spend()
        if spend and sum(self.projects[at].cost for at in index) > spend:
            raise BadFile(self.line, f"the projects cost more than max_sum_cost, {spend}")
        index.sort()
        return tuple([(at, 1) for at in index])

    def _index(self, id_: str) -> int:
        if id_ not in self.index:
            raise BadFile(self.line, f"there is no project {id_}")
        return self.index[id_]

    def _election(self, seen: list[str]) -> Election:
        budget = self._meta_whole("budget")
        ordered = sorted(self.projects, key=lambda project: project.id)
        lots = {project.id: lot for lot, project in enumerate(ordered)}
        projects = tuple(
            Project(p.id, p.cost, lots[p.id] if p.lot < 0 else p.lot, p.group)
            for p in self.projects
        )
        threshold = 0
        if "min_project_score_threshold" in self.meta:
            threshold = self._meta_whole("min_project_score_threshold")
        if "VOTES" not in seen:
            if not projects or None in self.totals:
                raise BadFile(self.line, "the section VOTES is missing, and so are totals")
            totals = tuple(votes or 0 for votes in self.totals)
            voters = self._meta_whole("num_votes")
            return Election(
                Kind.TOTALS, budget, projects, (), voters, totals=totals, threshold=threshold
            )
        kind = self._kind()
        return Election(
            kind,
            budget,
            projects,
            group_ballots(self.patterns),
            self.ballots,
            threshold=threshold,
            places=self._places() if kind is Kind.RANKING else 0,
            spend=self._spend() if kind is Kind.APPROVAL else 0,
        )

    def _kind(self) -> Kind:
        said = self.meta.get("vote_type", "")
        if said not in _KINDS:
            raise BadFile(self.line, f"the vote_type «{said}» is not known")
        return _KINDS[said]

    def _places(self) -> int:
        said = self.meta.get("max_length", "")
        return self._whole(said, "max_length") if said else len(self.projects)

    def _spend(self) -> int:
        return self._meta_whole("max_sum_cost") if "max_sum_cost" in self.meta else 0

    def _column(self, head: list[str], name: str) -> int:
        if name not in head:
            raise BadFile(self.line, f"there is no column {name}")
        return head.index(name)

    def _meta_whole(self, key: str) -> int:
        if key not in self.meta:
            raise BadFile(self.line, f"META does not say {key}")
        return self._whole(self.meta[key], key)

    def _whole(self, text: str, what: str) -> int:
        plain = text.strip()
        if plain.isascii() and plain.isdecimal() and len(plain) <= 18:
            return int(plain)
        if len(plain) > 40 or re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain):
            raise BadFile(
                self.line, f"{what} «{plain[:40]}»: write it without signs between digits"
            )
        try:
            number = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            raise BadFile(self.line, f"{what} «{plain[:40]}» is no number") from None
        if not number.is_finite() or not 0 <= number < 10**18 or number != int(number):
            raise BadFile(self.line, f"{what} «{plain[:40]}» is not a whole number") from None
        return int(number)


def write_pabulib(
    election: Election, meta: Mapping[str, str], names: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the lines of a `.pb` file of `election`; ballots stand in the order of their marks.

    `meta` are further lines of META, such as country and unit. No line tells who voted, when or
    where: voters are numbered in the order of the ballots.
    """
    totals = election.kind is Kind.TOTALS
    yield from _rows([["META"], ["key", "value"]])
    yield from _rows([[key, value] for key, value in _meta_of(election, meta).items()])
    head = ["project_id", "cost", "votes", "name", "lot", "group"]
    yield from _rows([["PROJECTS"], head])
    for index, project in enumerate(election.projects):
        votes = election.scores[index] if totals else election.supporters[index]
        name = (names or {}).get(project.id, "")
        yield from _rows([[project.id, project.cost, votes, name, project.lot, project.group]])
    if totals:
        return
    points = election.kind is Kind.POINTS
    yield from _rows([["VOTES"], ["voter_id", "vote", *(["points"] if points else [])]])
    voter = 0
    for ballot in election.ballots:
        marks = ballot.marks
        if election.kind is Kind.RANKING:
            marks = tuple(sorted(marks, key=lambda mark: -mark[1]))
        cells = [",".join(election.projects[index].id for index, _ in marks)]
        if points:
            cells.append(",".join(str(given) for _, given in marks))
        for _ in range(ballot.count):
            voter += 1
            yield from _rows([[voter, *cells]])


def _meta_of(election: Election, meta: Mapping[str, str]) -> dict[str, str]:
    said = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.voters),
        "budget": str(election.budget),
        "vote_type": _TYPES.get(election.kind, "approval"),
    }
    if election.places:
        said["max_length"] = str(election.places)
    if election.spend:
        said["max_sum_cost"] = str(election.spend)
    if election.threshold:
        said["min_project_score_threshold"] = str(election.threshold)
    return {**meta, **said}


def _rows(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=";", lineterminator="\n").writerow(row)
        yield line.getvalue()
