"""Pabulib's `.pb` files: an election as text, read line by line.

Three sections, META, PROJECTS and VOTES, each with a head of column names, split by semicolons and
quoted as in CSV. Format: https://pabulib.org/format. What it has no place for, our ties and groups,
stands in META's `comment` (docs/voting.md); a file without VOTES but with `votes` for each project
holds totals only. Money may have decimals: then all amounts are read in the smallest part written.

Reading needs memory for the different ballots and the voters' ids, never for the file; a line that
is too long, or too many ballots, are refused with the number of the line.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import IO, Any, NamedTuple, cast

from ubudehe.projects.rules.election import Ballot, Election, Kind, Marks, Project, group_ballots
from ubudehe.projects.rules.pabulib_lines import BadFile, first_not_utf8, lines_of

MOST_BALLOTS = 2_000_000
MOST_PROJECTS = 5_000
MOST_DECIMALS = 4
_KINDS = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.APPROVAL,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
    "ordinal": Kind.RANKING,
}
_EXTRA = ["name", "votes", "score", "lot", "group"]
_COMMENTED = re.compile(r"#\d+: (Ties|One of|Blank|In part from) (\S*): (\S+)")
"""Our lines in META's comment: the lot, projects that exclude one another, blank ballots, parts."""
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
"""A number with signs between its digits: which of them is the point, nobody can tell."""
_TOGETHER = 500
"""Ballots that are looked at at once."""
_Pattern = Marks | tuple[int, ...]
"""What was marked; of approval only which projects, since that is told apart sooner."""
_Written = str | tuple[str, str]
"""How a ballot is written: the cell «vote», and «points» where marks have them."""
_Means = Callable[[_Written], _Pattern]
_Amount = int | Decimal
"""A number as it is written: whole ones are not made decimals first, which takes time."""
_SMALLEST_PART = 10**MOST_DECIMALS
_SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True)
class PabulibFile:
    """An election with its META section and the projects' names, in the order of the file."""

    election: Election
    meta: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    decimals: int = 0
    """How many digits of the election's amounts stand behind the point."""


def read_pabulib(file: IO[str]) -> PabulibFile:
    """Return what an open text file holds; BadFile with the line where it cannot be read."""
    return _Reader(file).read()


class _Listed(NamedTuple):
    """A project as its row says it; no lot is -1."""

    id: str
    cost: _Amount
    lot: int
    group: str


class _Columns(NamedTuple):
    """Where the cells of a ballot stand, of how many."""

    width: int
    voter: int
    written: list[int]


class _Reader:
    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.lines = chain.from_iterable(lines_of(file))
        self.line = 0
        """The number of the line that was read last."""
        self.rows = self._rows()
        self.meta: dict[str, str] = {}
        self.said_at: dict[str, int] = {}
        self.projects: list[_Listed] = []
        self.index: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.totals: list[int | None] = []
        self.patterns: dict[_Pattern, int] = {}
        self.ballots = 0
        self.voters: set[str] = set()
        self.meaning: dict[_Written, _Pattern] = {}
        """What was marked, by how it is written: each is read once."""
        self.whole_costs: list[int] = []
        """Costs in the smallest part that money may have, to add them up quickly."""
        self.most_cost = 0
        self.least: dict[str, int] = {}

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
            raise BadFile(first_not_utf8(self.file), "not UTF-8 text") from None
        for section in ("META", "PROJECTS"):
            if section not in seen:
                raise BadFile(self.line, f"the section {section} is missing")
        budget = self._amount(self._said("budget"), "budget", self.said_at["budget"])
        decimals = max(map(_decimals_of, [budget, *(one.cost for one in self.projects)]))
        election = self._election(seen, budget, 10**decimals)
        return PabulibFile(election, self.meta, self.names, decimals)

    def _section(self, row: list[str]) -> str:
        """Return the name of the section that a row begins, or nothing."""
        if len(row) != 1:
            return ""
        name = row[0].strip().upper()
        return name if name in _SECTIONS else ""

    def _rows(self) -> Iterator[list[str]]:
        """Yield the cells of each row; only a line with quotes needs what reads CSV."""
        while (line := next(self.lines, None)) is not None:
            self.line += 1
            if '"' in line or "\r" in line:
                yield self._quoted(line)
            else:
                yield line.split(";") if line else []

    def _quoted(self, line: str) -> list[str]:
        """Return the cells of a row that begins on a line; a quoted cell may end on a later one."""
        before = self.line - 1
        lines = (f"{one}\n" for one in chain([line], self.lines))
        reader = csv.reader(lines, delimiter=";")
        try:
            return next(reader)
        finally:
            self.line = before + reader.line_num

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
                self.said_at[key] = self.line
        return ""

    def _projects(self, head: list[str]) -> str:
        id_at, cost_at = self._column(head, "project_id"), self._column(head, "cost")
        extra = {name: head.index(name) for name in _EXTRA if name in head}
        for row in self.rows:
            if not any(row):
                continue
            if len(row) < len(head):
                if name := self._section(row):
                    return name
                row.extend([""] * (len(head) - len(row)))
            elif len(row) > len(head):
                raise BadFile(self.line, "more cells than the head has (a «;» without quotes?)")
            said = {name: row[at].strip() for name, at in extra.items()}
            self._project(row[id_at].strip(), self._amount(row[cost_at], "cost"), said.get)
        return ""

    def _project(self, id_: str, cost: _Amount, said: Callable[[str, str], str]) -> None:
        if not id_ or id_ in self.index or "," in id_:
            raise BadFile(self.line, f"«{id_}» is no id, or an id that was there already")
        if len(self.projects) == MOST_PROJECTS:
            raise BadFile(self.line, f"more than {MOST_PROJECTS} projects")
        self.index[id_] = len(self.projects)
        self.names[id_] = said("name", "")
        lot, votes = said("lot", ""), said("votes", "")
        place = self._whole(lot, "lot") if lot else -1
        self.projects.append(_Listed(id_, cost, place, said("group", "")))
        self.totals.append(self._whole(votes, "votes") if votes else None)

    def _votes(self, head: list[str]) -> str:
        kind, places = self._kind(), self._places()
        vote_at, points_at = [self._column(head, "vote")], []
        if kind is Kind.POINTS:
            points_at = [at for at, name in enumerate(head) if name == "points"][:1]
            if not points_at:
                raise BadFile(self.line, "ballots with points need a column points")
        columns = _Columns(len(head), self._column(head, "voter_id"), vote_at + points_at)
        if "max_sum_cost" in self.meta:
            self.whole_costs = [int(one.cost * _SMALLEST_PART) for one in self.projects]
            self.most_cost = int(self._spend() * _SMALLEST_PART)
        means, name = self._meaning(kind, places), ""
        while lines := list(islice(self.lines, _TOGETHER)):
            if not self._take(lines, columns, means):
                self.lines = chain(lines, self.lines)
                self.rows = self._rows()
                name = self._one_by_one(columns, means)
                break
            self.line += len(lines)
        self.voters.clear()
        self.meaning.clear()
        return name

    def _take(self, lines: list[str], columns: _Columns, means: _Means) -> bool:
        """Count plain ballots, one on a line; tell whether they are, else nothing was counted.

        Whatever is wrong with a line, or only written in an unusual way, is found one by one.
        """
        width, voter_at, written_at = columns
        text = ";".join(lines)
        if '"' in text or "\r" in text or {*map(str.count, lines, repeat(";"))} != {width - 1}:
            return False
        cells = text.split(";")
        voters = cells[voter_at::width]
        written: list[Any] = cells[written_at[0] :: width]
        if len(written_at) > 1:
            written = list(zip(*(cells[at::width] for at in written_at), strict=True))
        new_voters = {*voters}
        if len(new_voters) < len(lines) or not self.voters.isdisjoint(new_voters):
            return False
        if self.ballots + len(lines) > MOST_BALLOTS:
            return False
        try:
            new = {one: means(one) for one in {*written}.difference(self.meaning)}
        except BadFile:
            return False
        self.ballots += len(lines)
        self.voters |= new_voters
        self.meaning.update(new)
        patterns = self.patterns
        for pattern in map(self.meaning.__getitem__, written):
            patterns[pattern] = patterns.get(pattern, 0) + 1
        return True

    def _one_by_one(self, columns: _Columns, means: _Means) -> str:
        """Count ballots row by row; return the name of the section that begins after them."""
        _, voter_at, written_at = columns
        last = max(voter_at, *written_at)
        for row in self.rows:
            if len(row) <= last:
                if name := self._section(row):
                    return name
                if not any(row):
                    continue
                row.extend([""] * (last + 1 - len(row)))
            written, voter = itemgetter(*written_at)(row), row[voter_at]
            if written not in self.meaning:
                self.meaning[written] = means(written)
            pattern = self.meaning[written]
            self.patterns[pattern] = self.patterns.get(pattern, 0) + 1
            self.ballots += 1
            if voter in self.voters:
                raise BadFile(self.line, f"voter {voter} stands there twice")
            self.voters.add(voter)
            if self.ballots > MOST_BALLOTS:
                raise BadFile(self.line, f"more than {MOST_BALLOTS} ballots")
        return ""

    def _meaning(self, kind: Kind, places: int) -> _Means:
        """Return what reads a ballot: a plain approval ballot at once, any other with care."""
        find, cost = self.index.__getitem__, self.whole_costs.__getitem__
        most, careful = self.most_cost, self._pattern

        def read(written: _Written) -> _Pattern:
            vote, points = (written, "") if isinstance(written, str) else written
            return careful(kind, vote, points, places)

        def quick(vote: _Written) -> _Pattern:
            try:
                index = sorted(map(find, vote.split(",")))  # type: ignore[union-attr] # one cell
            except KeyError:
                return read(vote)
            if len({*index}) != len(index) or (most and sum(map(cost, index)) > most):
                return read(vote)
            return tuple(index)

        plain = kind is Kind.APPROVAL and self.meta.get("vote_type") != "choose-1"
        return quick if plain else read

    def _pattern(self, kind: Kind, vote: str, points: str, places: int) -> _Pattern:
        ids = vote.split(",") if vote.strip() else []
        try:
            index = list(map(self.index.__getitem__, ids))
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
        if self.most_cost and sum(map(self.whole_costs.__getitem__, index)) > self.most_cost:
            raise BadFile(self.line, f"the projects cost more than max_sum_cost, {self._spend()}")
        return tuple(sorted(index))

    def _index(self, id_: str) -> int:
        if id_ not in self.index:
            raise BadFile(self.line, f"there is no project {id_}")
        return self.index[id_]

    def _election(self, seen: list[str], budget: _Amount, unit: int) -> Election:
        projects, whole = self._ordered(unit), int(budget * unit)
        threshold = 0
        if "min_project_score_threshold" in self.meta:
            threshold = self._meta_whole("min_project_score_threshold")
        if "VOTES" not in seen:
            if not projects or None in self.totals:
                raise BadFile(self.line, "the section VOTES is missing, and so are totals")
            totals = tuple(votes or 0 for votes in self.totals)
            voters = self._meta_whole("num_votes")
            return Election(
                Kind.TOTALS,
                whole,
                projects,
                (),
                voters,
                totals=totals,
                threshold=threshold,
                unit=unit,
                part=bool(self.least),
            )
        kind = self._kind()
        return Election(
            kind,
            whole,
            projects,
            self._grouped(kind),
            self.ballots,
            threshold=threshold,
            unit=unit,
            places=self._places() if kind is Kind.RANKING else 0,
            spend=int(self._spend() * unit) if kind is Kind.APPROVAL else 0,
            part=bool(self.least),
        )

    def _grouped(self, kind: Kind) -> tuple[Ballot, ...]:
        if kind is not Kind.APPROVAL:
            return group_ballots(cast("dict[Marks, int]", self.patterns))
        marked = cast("dict[tuple[int, ...], int]", self.patterns)
        one = [(index, 1) for index in range(len(self.projects))].__getitem__
        return tuple(map(Ballot, [tuple(map(one, index)) for index in marked], marked.values()))

    def _ordered(self, unit: int) -> tuple[Project, ...]:
        """Return the projects with their costs in whole numbers, their lots and groups."""
        lots = {id_: lot for lot, id_ in enumerate(sorted(self.index))}
        groups = {project.id: project.group for project in self.projects}
        for kind, name, ids in _COMMENTED.findall(self.meta.get("comment", "")):
            if kind == "Ties":
                said = {id_: lot for lot, id_ in enumerate(ids.split(","))}
                lots = {id_: said.get(id_, len(said) + lot) for id_, lot in lots.items()}
            elif kind == "Blank":
                self._add_blank(ids)
            elif kind == "In part from":
                pairs = (one.partition("=") for one in ids.split(","))
                line = self.said_at["comment"]
                self.least = {id_: self._whole(least, "least", line) for id_, _, least in pairs}
            else:
                groups.update(dict.fromkeys(ids.split(","), name))
        return tuple(
            Project(
                p.id,
                int(p.cost * unit),
                lots[p.id] if p.lot < 0 else p.lot,
                groups[p.id],
                self.least.get(p.id, 0) * unit,
            )
            for p in self.projects
        )

    def _add_blank(self, said: str) -> None:
        blank = self._whole(said, "blank ballots", self.said_at["comment"])
        self.ballots += blank
        if self.ballots > MOST_BALLOTS:
            raise BadFile(self.said_at["comment"], f"more than {MOST_BALLOTS} ballots")
        self.patterns[()] = self.patterns.get((), 0) + blank

    def _kind(self) -> Kind:
        said = self.meta.get("vote_type", "")
        if said not in _KINDS:
            raise BadFile(self.line, f"the vote_type «{said}» is not known")
        return _KINDS[said]

    def _places(self) -> int:
        said = self.meta.get("max_length", "")
        return self._whole(said, "max_length") if said else len(self.projects)

    def _spend(self) -> _Amount:
        key = "max_sum_cost"
        return self._amount(self.meta[key], key, self.said_at[key]) if key in self.meta else 0

    def _column(self, head: list[str], name: str) -> int:
        if name not in head:
            raise BadFile(self.line, f"there is no column {name}")
        return head.index(name)

    def _said(self, key: str) -> str:
        if key not in self.meta:
            raise BadFile(self.line, f"META does not say {key}")
        return self.meta[key]

    def _meta_whole(self, key: str) -> int:
        return self._whole(self._said(key), key, self.said_at[key])

    def _whole(self, text: str, what: str, line: int = 0) -> int:
        number = self._amount(text, what, line)
        if isinstance(number, Decimal) and number != int(number):
            said = text.strip()[:40]
            raise BadFile(line or self.line, f"{what} «{said}» is not a whole number")
        return int(number)

    def _amount(self, text: str, what: str, line: int = 0) -> _Amount:
        """Return a number of at most `MOST_DECIMALS` decimals, as it was written in `line`."""
        plain = text.strip()
        if plain.isascii() and plain.isdecimal() and len(plain) <= 18:
            return int(plain)
        at = line or self.line
        if len(plain) > 40 or _GROUPED.fullmatch(plain):
            raise BadFile(at, f"{what} «{plain[:40]}»: write it without signs between digits")
        try:
            number = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            raise BadFile(at, f"{what} «{plain[:40]}» is no number") from None
        if not number.is_finite() or not 0 <= number < 10**18:
            raise BadFile(at, f"{what} «{plain[:40]}» is below zero or too large")
        if _decimals_of(number) > MOST_DECIMALS:
            raise BadFile(at, f"{what} «{plain[:40]}» has more than {MOST_DECIMALS} decimals")
        return number


def _decimals_of(number: _Amount) -> int:
    """Return how many digits of a number stand behind the point, without zeros at its end."""
    if isinstance(number, int) or number == number.to_integral_value():
        return 0
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
