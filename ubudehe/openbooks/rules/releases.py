"""What is published of how appeals ended: whole periods, each judged once and alone.

A figure that moved with each decision would tell, to who kept yesterday's page, how the one decided
since had ended. So decisions of a district are counted by quarter, and quarters that are over are
put together into periods. Where a period ends follows from nothing but how many were decided, which
the public record tells anyway; whether it is published follows from its own counts alone. So no
release says anything of another period, nor of the order within one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ubudehe.record.rules.quarters import is_over, last_day_of
from ubudehe.record.rules.suppression import Settled, Shown, shown, shown_settled

LEAST = 50
"""How many decisions a period holds at least."""
Kind = tuple[str, str]
"""The level that decided, and the direction of the appeal: «up» or «down»."""
ENDS = Settled._fields


@dataclass(frozen=True)
class Quarter:
    """How many appeals were filed in a quarter, and how those ended that were decided in it."""

    name: str
    filed: int
    settled: Mapping[Kind, Settled]


@dataclass(frozen=True)
class Release:
    """What is published of one period."""

    until: date
    filed: Shown
    cells: Mapping[tuple[str, str, str], Shown]
    """By level, direction and end."""


def periods(
    quarters: Iterable[Quarter], today: date, least: int = LEAST
) -> list[tuple[Quarter, ...]]:
    """Return the periods that are over: quarters in a row, as many as hold `least` decisions."""
    found: list[tuple[Quarter, ...]] = []
    open_: list[Quarter] = []
    for one in sorted(quarters, key=lambda quarter: quarter.name):
        if not is_over(one.name, today):
            break
        open_.append(one)
        if sum(sum(settled[:3]) for each in open_ for settled in each.settled.values()) >= least:
            found.append(tuple(open_))
            open_ = []
    return found


def released(period: Sequence[Quarter], kinds: Sequence[Kind]) -> Release | None:
    """Return what is published of a period; None where any number of it may not be."""
    whole = [
        Settled(*map(sum, zip(*(one.settled.get(kind, _NONE) for one in period), strict=True)))
        for kind in kinds
    ]
    told, filed = shown_settled(whole), shown(sum(one.filed for one in period))
    if told is None or filed is None:
        return None
    cells = ((*kind, end) for kind in kinds for end in ENDS)
    return Release(last_day_of(period[-1].name), filed, dict(zip(cells, told, strict=True)))


_NONE = Settled(0, 0, 0, 0)
