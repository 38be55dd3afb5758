"""The outcome of a count: every project once, in the order in which it was looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from ubudehe.projects.rules.election import Election, Kind


class Why(StrEnum):
    """Why a project was funded or not."""

    FUNDED = "funded"
    NO_VOTES = "no_votes"
    BELOW_THRESHOLD = "below_threshold"
    OVER_BUDGET = "over_budget"
    DOES_NOT_FIT = "does_not_fit"
    EXCLUDED = "excluded"
    """Another project of its group was chosen."""
    NOT_AFFORDABLE = "not_affordable"
    """Its supporters had too little left (equal shares without completion)."""
    STOPPED = "stopped"
    """The rule had come to its end before (Phragmén)."""
    REJECTED = "rejected"
    """One project alone: too few of those who said yes or no said yes."""
    NO_QUORUM = "no_quorum"
    """Too few voted for anything to be chosen."""
    NOT_CHOSEN = "not_chosen"
    """Published where more would point at few people."""


class Decided(StrEnum):
    """What put one project before another that stood equal."""

    COST = "cost"
    """It costs less."""
    SCORE = "score"
    """It has more votes or points."""
    LOT = "lot"
    """The lot that was drawn before the count."""


class Tie(NamedTuple):
    """A project that stood equal and came after, and what decided that."""

    id: str
    by: Decided


class Round(NamedTuple):
    """One look at one project: what was left of the budget before, and what came of it."""

    id: str
    score: int
    cost: int
    left: int
    why: Why
    phase: str
    """«votes», «votes_per_cost», «shares», «loads», «points», «wins» or «beats»."""
    measure: Fraction | None = None
    """Equal shares: the most that one mark paid; Phragmén: the load of its supporters."""
    held: Fraction | None = None
    """Equal shares, not funded by them: what its supporters still held together."""
    by: str = ""
    """The chosen project that excluded it."""
    part: int = 0
    """What it is given where it is funded in part; 0 where it is funded whole or not at all."""
    ties: tuple[Tie, ...] = ()
    """The projects that stood equal with it when its turn came, and come after it."""

    @property
    def paid(self) -> int:
        """Return what it takes from the budget."""
        return (self.part or self.cost) if self.why is Why.FUNDED else 0


@dataclass(frozen=True)
class Outcome:
    """The result of one rule; `steps` are the increments that equal shares took."""

    rule: str
    rounds: tuple[Round, ...]
    left: int
    steps: int = 0

    @property
    def winners(self) -> tuple[str, ...]:
        """Return the funded projects in the order in which they were chosen."""
        return tuple(round_.id for round_ in self.rounds if round_.why is Why.FUNDED)

    @property
    def in_part(self) -> Round | None:
        """Return the project that is funded in part, if there is one."""
        return next((one for one in self.rounds if one.part), None)

    @property
    def total_cost(self) -> int:
        """Return what the funded projects cost together."""
        return sum(round_.paid for round_ in self.rounds)


def tied(election: Election, index: int, others: Iterable[int]) -> tuple[Tie, ...]:
    """Return what put a project before `others` that stood equal with it: docs/voting.md."""
    cost, score, _ = election.order(index)
    found = []
    for other in others:
        cost_of, score_of, _ = election.order(other)
        by = Decided.COST if cost != cost_of else Decided.SCORE
        by = by if (cost, score) != (cost_of, score_of) else Decided.LOT
        found.append(Tie(election.projects[other].id, by))
    return tuple(found)


def not_admissible(election: Election, index: int) -> Why | None:
    """Return why a project is not even looked at, or None. Source: docs/voting.md."""
    if election.scores[index] < 1:
        return Why.NO_VOTES
    if not reaches(election, index):
        return Why.BELOW_THRESHOLD
    return Why.OVER_BUDGET if election.projects[index].cost > election.budget else None


def reaches(election: Election, index: int) -> bool:
    """Tell whether enough people want a project; of points there is a threshold in old files."""
    scored = election.scores[index] >= election.threshold
    return scored and election.supporters[index] >= election.least


def without_quorum(election: Election, rule: str) -> Outcome:
    """Return the outcome of a vote in which too few took part: nothing is chosen."""
    order = sorted(
        range(len(election.projects)),
        key=lambda index: (-election.scores[index], *election.order(index)),
    )
    rounds = tuple(
        Round(
            election.projects[index].id,
            election.scores[index],
            election.projects[index].cost,
            election.budget,
            Why.NO_QUORUM,
            "votes",
        )
        for index in order
    )
    return Outcome(rule, rounds, election.budget)


def admissible(election: Election) -> list[int]:
    """Return the indices of the projects that a rule looks at."""
    return [
        index for index in range(len(election.projects)) if not_admissible(election, index) is None
    ]


def rivals(election: Election, index: int) -> list[int]:
    """Return the indices of the other projects of the same group."""
    group = election.projects[index].group
    if not group:
        return []
    return [
        other
        for other, project in enumerate(election.projects)
        if project.group == group and other != index
    ]


def left_with_nothing(election: Election, winners: Iterable[str]) -> int | None:
    """Return how many voters have none of their marked projects funded; None without ballots."""
    if election.kind in (Kind.TOTALS, Kind.YES_NO):
        return None
    won = set(winners)
    funded = {index for index, project in enumerate(election.projects) if project.id in won}
    return sum(
        ballot.number
        for ballot in election.ballots
        if not any(index in funded for index, _ in ballot.marks)
    )


def round_as_values(one: Round) -> dict[str, Any]:
    """Return a round as JSON values; fractions are text, as «7/3»."""
    return {
        "id": one.id,
        "why": one.why.value,
        "phase": one.phase,
        "score": one.score,
        "cost": one.cost,
        "left": one.left,
        "measure": None if one.measure is None else str(one.measure),
        "held": None if one.held is None else str(one.held),
        "by": one.by,
        "part": one.part,
        "ties": [[tie.id, tie.by.value] for tie in one.ties],
    }
