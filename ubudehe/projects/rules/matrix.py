"""The matrix of problems: an assembly answers, for every two problems, which is worse.

The score of a problem is its wins, counted in halves (2 for a win, 1 for «equal»). Two with the
same score: who won their own pair. More than two, or a circle (A worse than B, B than C, C than
A): the meeting is asked again about those pairs; what stays undecided is decided by a lot drawn
before the first question. Source: pairwise ranking of participatory rural appraisal;
docs/voting.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[int, int]
Answers = Mapping[Pair, int | None]
"""By pair (i < j): the worse one, or None where they are equally bad."""


@dataclass(frozen=True)
class Standing:
    """Where the problems stand: their wins in halves, the order, and what is to be asked again."""

    wins: tuple[int, ...]
    order: tuple[int, ...]
    """All problems, the worst first; what answers leave tied stands in the order of the lot."""
    circles: tuple[tuple[int, ...], ...]
    """Problems with the same wins that beat one another in a circle."""
    ask_again: tuple[Pair, ...]
    by_lot: tuple[tuple[int, ...], ...]
    """Problems whose order only the lot decided."""


def questions(count: int) -> tuple[Pair, ...]:
    """Return the count(count-1)/2 pairs in the order in which they are asked."""
    return tuple(combinations(range(count), 2))


def standing(count: int, answers: Answers, lot: Sequence[int]) -> Standing:
    """Return where `count` problems stand after `answers`; `lot` gives each problem its place."""
    wins = tuple(_wins(count, answers, item) for item in range(count))
    groups: list[tuple[int, ...]] = []
    for score in sorted(set(wins), reverse=True):
        groups += _ranked([item for item in range(count) if wins[item] == score], answers, lot)
    circles = tuple(group for group in groups if _is_circle(group, answers))
    again = tuple(pair for circle in circles for pair in combinations(sorted(circle), 2))
    order = tuple(item for group in groups for item in group)
    by_lot = tuple(group for group in groups if len(group) > 1)
    return Standing(wins, order, circles, again, by_lot)


def beats(answers: Answers, one: int, other: int) -> bool:
    """Tell whether the meeting said that `one` is worse than `other`."""
    return answers.get((min(one, other), max(one, other)), None) == one


def _wins(count: int, answers: Answers, item: int) -> int:
    total = 0
    for pair in questions(count):
        if item in pair and pair in answers:
            worse = answers[pair]
            total += 1 if worse is None else 2 * (worse == item)
    return total


def _ranked(level: list[int], answers: Answers, lot: Sequence[int]) -> list[tuple[int, ...]]:
    """Return problems with the same wins as groups, worse ones first, each in the lot's order.

    A problem stands above those it beats, straight or through others. A group of several is a
    circle, or a set of problems that no answer of the level puts above one another.
    """
    reach = {item: {other for other in level if beats(answers, item, other)} for item in level}
    for middle in level:
        for item in level:
            if middle in reach[item]:
                reach[item] |= reach[middle]
    groups: list[tuple[int, ...]] = []
    left = set(level)
    while left:
        above = [
            item
            for item in left
            if all(item not in reach[other] or other in reach[item] for other in left)
        ]
        above.sort(key=lambda item: lot[item])
        circle = [item for item in above if item in reach[above[0]]]
        free = [item for item in above if item not in reach[item]]
        taken = circle if above[0] in reach[above[0]] else free
        groups.append(tuple(taken))
        left -= set(taken)
    return groups


def _is_circle(group: tuple[int, ...], answers: Answers) -> bool:
    return any(beats(answers, one, other) for one in group for other in group)
