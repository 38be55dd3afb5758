"""One order from comparisons of pairs that contradict each other, as several groups' do.

A comparison is (better off, worse off), as places in a list of households.
"""

from collections.abc import Sequence
from math import exp

RIDGE = 0.1
"""How strongly strengths are held near 0: without it one who never loses has no finite strength."""

_CLOSE, _MOST_ROUNDS = 1e-10, 5000


def strengths(
    households: int, comparisons: Sequence[tuple[int, int]], ridge: float = RIDGE
) -> list[float]:
    """Return the Bradley-Terry strength of each household, the mean 0; the greatest is best off.

    It minimises Σ log(1 + exp(t_worse - t_better)) + ridge Σ t², one strength after the other.
    Each step divides by the greatest curvature there can be (1/4 a comparison), so that none
    overshoots: D. Hunter, MM algorithms for generalized Bradley-Terry models (2004).
    """
    met: list[list[tuple[int, int]]] = [[] for _ in range(households)]
    for better, worse in comparisons:
        met[better].append((worse, 1))
        met[worse].append((better, -1))
    found = [0.0] * households
    for _ in range(_MOST_ROUNDS):
        moved = 0.0
        for one, others in enumerate(met):
            pull = sum(sign / (1 + exp(sign * (found[one] - found[o]))) for o, sign in others)
            step = (pull - 2 * ridge * found[one]) / (len(others) / 4 + 2 * ridge)
            found[one] += step
            moved = max(moved, abs(step))
        middle = sum(found) / max(households, 1)
        found = [strength - middle for strength in found]
        if moved < _CLOSE:
            break
    return found


def net_wins(households: int, comparisons: Sequence[tuple[int, int]]) -> list[int]:
    """Return how often each household was the better off, less how often the worse off.

    The check on `strengths` that anybody can count on their fingers.
    """
    won = [0] * households
    for better, worse in comparisons:
        won[better] += 1
        won[worse] -= 1
    return won
