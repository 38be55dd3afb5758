"""Planned beside realised, in the layout of an official report on how a budget was carried out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ubudehe.ledger.rules.against import beyond, left_of


@dataclass(frozen=True)
class RealisedLine:
    """One budget line, in minor units; `name` is a kind of expense, or a code of a place.

    `planned` is for the whole project, by the budget in force at the end of the year.
    """

    name: str
    planned: int
    before: int
    """Realised in earlier years."""
    during: int
    """Realised in the year."""

    @property
    def realised(self) -> int:
        """Return what was realised until the end of the year."""
        return self.before + self.during

    @property
    def left(self) -> int:
        """Return what is left; below zero where more was spent than planned."""
        return left_of(self.planned, self.realised)

    @property
    def is_over(self) -> bool:
        """Tell whether more was spent than planned."""
        return beyond(self.planned, self.realised) > 0

    @property
    def percent(self) -> int | None:
        """Return how much of the plan is realised, rounded down; None without a plan."""
        return self.realised * 100 // self.planned if self.planned else None


@dataclass(frozen=True)
class RealisedPart:
    """The lines of one project, or of one place, and their sum."""

    code: str
    title: str
    address: str
    """Where more of it stands, below the language; empty where nothing does."""
    lines: tuple[RealisedLine, ...]

    @property
    def whole(self) -> RealisedLine:
        """Return all of it together."""
        return summed("", self.lines)


def summed(name: str, lines: Iterable[RealisedLine]) -> RealisedLine:
    """Return the sum of some lines under a name."""
    every = tuple(lines)
    return RealisedLine(
        name,
        sum(one.planned for one in every),
        sum(one.before for one in every),
        sum(one.during for one in every),
    )


def lines_of(
    planned: Mapping[str, int],
    realised: Mapping[tuple[str, bool], int],
    kinds: Iterable[str],
) -> tuple[RealisedLine, ...]:
    """Return the lines of a project in the order of `kinds`; `realised` by kind and «in the year».

    A kind that was neither planned nor spent on has no line.
    """
    found = (
        RealisedLine(
            kind,
            planned.get(kind, 0),
            realised.get((kind, False), 0),
            realised.get((kind, True), 0),
        )
        for kind in kinds
    )
    return tuple(one for one in found if one.planned or one.before or one.during)


def by_line(parts: Iterable[RealisedPart], kinds: Iterable[str]) -> tuple[RealisedLine, ...]:
    """Return the sums of the lines of many parts, by kind of expense."""
    every = [line for part in parts for line in part.lines]
    found = (summed(kind, (one for one in every if one.name == kind)) for kind in kinds)
    return tuple(one for one in found if one.planned or one.before or one.during)
