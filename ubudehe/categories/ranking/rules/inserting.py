"""Ordering households by comparing pairs, as with cards: each new one is inserted by halving.

After the card ranking of V. Alatas et al., American Economic Review 102(4) (2012). Households are
inserted in the order in which they are given, but several are asked about at once, so that a
phone shows a screen of questions instead of one.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

AT_ONCE = 6
"""Questions on one screen."""


@dataclass(frozen=True)
class Compared(Generic[K]):
    """One answer: which household is better off, or that the two are equal."""

    better: K
    worse: K
    equal: bool = False


@dataclass(frozen=True)
class Insertion(Generic[K]):
    """How far the ordering has come: slots, the best off first, and what to ask next.

    Equal households share a slot. A question is (household to insert, household to compare with).
    """

    slots: tuple[tuple[K, ...], ...]
    waiting: int
    questions: tuple[tuple[K, K], ...]

    @property
    def done(self) -> bool:
        """Tell whether every household has its slot."""
        return not self.waiting


def insert(
    households: Sequence[K], comparisons: Iterable[Compared[K]], limit: int = AT_ONCE
) -> Insertion[K]:
    """Return the order that `comparisons` give, and at most `limit` questions to go on.

    No household overtakes an earlier one: so the same answers always lead to the same slots, and
    further answers only add to them. For a `limit` up to 6 the tests hold it
    to n * ceil(log2 n) + n questions; that is measured, not proven.
    """
    known = _by_household(comparisons)
    slots: list[list[K]] = []
    placed = 0
    for household in households:
        low, high, equal = _bounds(slots, known.get(household, {}))
        if low < high:
            break
        if equal:
            slots[low].append(household)
        else:
            slots.insert(low, [household])
        placed += 1
    return Insertion(
        tuple(tuple(slot) for slot in slots),
        len(households) - placed,
        tuple(_questions(slots, households[placed : placed + limit], known)),
    )


def _questions(
    slots: Sequence[Sequence[K]], waiting: Sequence[K], known: Mapping[K, Mapping[K, int]]
) -> Iterator[tuple[K, K]]:
    """Yield what to ask about waiting households, each with the middle of where it may belong.

    One is asked about only where there are twice as many slots as earlier households that may
    still come between: otherwise most of what it answers would have to be asked again.
    """
    earlier: list[tuple[int, int]] = []
    for household in waiting:
        low, high, _ = _bounds(slots, known.get(household, {}))
        between = sum(first <= high and last >= low for first, last in earlier)
        if low < high and high - low >= 2 * between:
            yield household, slots[(low + high) // 2][0]
        earlier.append((low, high))


def _by_household(comparisons: Iterable[Compared[K]]) -> dict[K, dict[K, int]]:
    """Return for each household how it compared with others: -1 better off, 0 equal, 1 worse."""
    known: dict[K, dict[K, int]] = {}
    for one in comparisons:
        known.setdefault(one.better, {})[one.worse] = 0 if one.equal else -1
        known.setdefault(one.worse, {})[one.better] = 0 if one.equal else 1
    return known


def _bounds(slots: Sequence[Sequence[K]], known: Mapping[K, int]) -> tuple[int, int, bool]:
    """Return between which slots a household belongs, and whether it is equal to the first.

    Where answers contradict each other it belongs in the middle of what they say.
    """
    low, high = 0, len(slots)
    for place, slot in enumerate(slots):
        for other in slot:
            said = known.get(other)
            if said == 0:
                return place, place, True
            if said == 1:
                low = place + 1
            elif said == -1:
                high = min(high, place)
    if low > high:
        low = high = (low + high) // 2
    return low, high, False
