"""Lines of a statement beside entries of the books: which of them probably are the same.

A proposal that a person confirms. It binds nothing: the books do not rest on it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

DAYS_APART = 7
"""How many days may lie between what the bank says and what the books say of the same money."""

_LINE, _ENTRY, _BOTH = "line", "entry", "both"


@dataclass(frozen=True)
class MovedMoney:
    """Money that came to an account or went from it (below zero) on a day, in minor units.

    `order` is what comes first of those of one day.
    """

    id: UUID
    day: date
    amount: int
    order: int


def proposals(
    lines: Sequence[MovedMoney], entries: Sequence[MovedMoney], days: int = DAYS_APART
) -> dict[UUID, UUID]:
    """Return by line the entry that is probably the same; each line and each entry once.

    Both say exactly the same amount, at most so many days apart. There are as many pairs as there
    can be, and of all ways to have so many, one in which the days between them sum to the least.
    """
    of_lines, of_entries = _by_amount(lines), _by_amount(entries)
    found: dict[UUID, UUID] = {}
    for amount in sorted(of_lines.keys() & of_entries.keys()):
        found |= _paired(of_lines[amount], of_entries[amount], days)
    return found


def _by_amount(money: Sequence[MovedMoney]) -> dict[int, list[MovedMoney]]:
    found: dict[int, list[MovedMoney]] = defaultdict(list)
    for one in sorted(money, key=lambda one: (one.day, one.order, one.id)):
        found[one.amount].append(one)
    return found


def _paired(
    lines: Sequence[MovedMoney], entries: Sequence[MovedMoney], days: int
) -> dict[UUID, UUID]:
    """Return the best pairs of one amount.

    Pairs that cross are never better than the same ones uncrossed, so it is enough to look at
    beginnings of both lists: `best[i][j]` is how many pairs the rest from there can have, and
    minus the days between them.
    """
    best = [[(0, 0)] * (len(entries) + 1) for _ in range(len(lines) + 1)]
    taken = [[_LINE] * (len(entries) + 1) for _ in range(len(lines) + 1)]
    for i in reversed(range(len(lines))):
        for j in reversed(range(len(entries))):
            apart = abs((lines[i].day - entries[j].day).days)
            ways = [(best[i + 1][j], _LINE), (best[i][j + 1], _ENTRY)]
            if apart <= days:
                pairs, between = best[i + 1][j + 1]
                ways.insert(0, ((pairs + 1, between - apart), _BOTH))
            best[i][j], taken[i][j] = max(ways, key=lambda way: way[0])
    found: dict[UUID, UUID] = {}
    i = j = 0
    while i < len(lines) and j < len(entries):
        step = taken[i][j]
        if step == _BOTH:
            found[lines[i].id] = entries[j].id
        i, j = i + (step != _ENTRY), j + (step != _LINE)
    return found
