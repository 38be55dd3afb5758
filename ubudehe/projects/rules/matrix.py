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
    order: list[int] = []
    circles, by_lot = [], []
    for score in sorted(set(wins), reverse=True):
        level = [item for item in range(count) if wins[item] == score]
        ranked = _rank(level, answers, lot)
        circle = _circle(level, answers)
        if circle:
            circles.append(circle)
        for places in ranked:
            if len(places) > 1:
                by_lot.append(tuple(places))
            order += places
    again = tuple(pair for circle in circles for pair in combinations(sorted(circle), 2))
    return Standing(wins, tuple(order), tuple(circles), again, tuple(by_lot))


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


def _rank(level: list[int], answers: Answers, lot: Sequence[int]) -> list[list[int]]:
    """Return the problems of one score as groups; the order inside a group is the lot's."""
    if len(level) == 2:
        one, other = sorted(level, key=lambda item: lot[item])
        if beats(answers, one, other):
            return [[one], [other]]
        if beats(answers, other, one):
            return [[other], [one]]
    return [sorted(level, key=lambda item: lot[item])]


def _circle(level: list[int], answers: Answers) -> tuple[int, ...]:
    """Return the problems of one score that lie on a circle of «worse than», sorted; or none."""
    if len(level) < 3:
        return ()
    reach = {item: {other for other in level if beats(answers, item, other)} for item in level}
    for middle in level:
        for item in level:
            if middle in reach[item]:
                reach[item] |= reach[middle]
    return tuple(item for item in level if item in reach[item])
