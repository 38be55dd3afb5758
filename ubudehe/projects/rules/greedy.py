"""The rule «most votes first, as far as the money reaches».

Go down the list of projects by votes; fund one if it fits in what is left, else pass it over.
Ties: the cheaper first, then the place in a lot drawn before the count. Needs only the totals.
Source: docs/voting.md; the rule of most participatory budgets in Pabulib.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a project was funded or not."""

    FUNDED = "funded"
    NO_VOTES = "no_votes"
    OVER_BUDGET = "over_budget"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True)
class Option:
    """A project on the ballot: its cost in minor units, its votes, its place in the lot."""

    id: str
    cost: int
    votes: int
    lot: int


@dataclass(frozen=True)
class Round:
    """One look at one project: what was left before, and what came of it."""

    id: str
    votes: int
    cost: int
    left: int
    why: Why


@dataclass(frozen=True)
class Tally:
    """The result: every project in the order in which it was looked at."""

    rounds: tuple[Round, ...]
    left: int

    @property
    def winners(self) -> tuple[str, ...]:
        """Return the funded projects in the order in which they were chosen."""
        return tuple(round_.id for round_ in self.rounds if round_.why is Why.FUNDED)


def greedy_votes(options: Sequence[Option], budget: int) -> Tally:
    """Return the tally of `options`, in any order, under `budget` (minor units); exact."""
    left = budget
    rounds = []
    for option in sorted(options, key=lambda o: (-o.votes, o.cost, o.lot)):
        why = _look(option, budget, left)
        rounds.append(Round(option.id, option.votes, option.cost, left, why))
        if why is Why.FUNDED:
            left -= option.cost
    return Tally(tuple(rounds), left)


def _look(option: Option, budget: int, left: int) -> Why:
    if option.votes < 1:
        return Why.NO_VOTES
    if option.cost > budget:
        return Why.OVER_BUDGET
    return Why.FUNDED if option.cost <= left else Why.DOES_NOT_FIT
