"""How far groups agree.

Judgements come as rows, one for each group, with one value for each household and None where a
group did not judge it. Values may be piles, scores or positions: 1 (or the least) is best off.
What is a fraction of whole numbers is computed exactly; only correlations are floats.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import Literal

Value = int | float | Fraction
Row = Sequence[Value | None]
Level = Literal["nominal", "ordinal", "interval"]

GOOD, TENTATIVE = Fraction(4, 5), Fraction(667, 1000)
"""The usual reading of alpha: Krippendorff, Content Analysis (2004), 11.4.2."""

TALK_BELOW = 0.5
"""A group whose correlation with the others is lower is talked to again."""


def reading(alpha: Fraction) -> str:
    """Return «good», «tentative» or «poor» for a value of alpha."""
    return "good" if alpha >= GOOD else "tentative" if alpha >= TENTATIVE else "poor"


def mid_ranks(values: Sequence[Value]) -> list[Fraction]:
    """Return the rank of each value, the least first; equal ones share the mean of their ranks."""
    counts = Counter(values)
    rank_of: dict[Value, Fraction] = {}
    below = 0
    for value in sorted(counts):
        rank_of[value] = below + Fraction(counts[value] + 1, 2)
        below += counts[value]
    return [rank_of[value] for value in values]


def krippendorff_alpha(rows: Sequence[Row], level: Level = "ordinal") -> Fraction | None:
    """Return Krippendorff's alpha, 1 - Do/De; None where nothing varies or can be paired.

    K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011). Floats are taken at their
    exact value.
    """
    units = [[v for v in unit if v is not None] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [value for unit in units for value in unit]
    if level == "ordinal":
        # Its metric between two values is the squared distance of their ranks among all values.
        ranks = iter(mid_ranks(pooled))
        units = [[next(ranks) for _ in unit] for unit in units]
        pooled = [value for unit in units for value in unit]
    differ = _unequal_pairs if level == "nominal" else _squared_pairs
    expected = differ(pooled)
    if not expected:
        return None
    observed = sum((differ(unit) / (len(unit) - 1) for unit in units), Fraction())
    return 1 - observed * (len(pooled) - 1) / expected


def _unequal_pairs(values: Sequence[Value]) -> Fraction:
    """Return how many ordered pairs of values differ."""
    return Fraction(len(values) ** 2 - sum(n * n for n in Counter(values).values()))


def _squared_pairs(values: Sequence[Value]) -> Fraction:
    """Return the sum of squared differences over all ordered pairs, without walking them."""
    exact = [Fraction(value) for value in values]
    squares = sum((value * value for value in exact), Fraction())
    return 2 * (len(exact) * squares - sum(exact, Fraction()) ** 2)


def kendall_w(rows: Sequence[Row]) -> Fraction | None:
    """Return Kendall's W with its correction for ties, over households that every group judged.

    W = 12 S / (m² (n³ - n) - m T): M. Kendall and J. Gibbons, Rank Correlation Methods (1990), 6.
    None for fewer than two groups or households, and where no group tells any apart.
    """
    complete = [unit for unit in zip(*rows, strict=True) if None not in unit]
    n, m = len(complete), len(rows)
    if n < 2 or m < 2:
        return None
    groups = [[value for value in row if value is not None] for row in zip(*complete, strict=True)]
    ranks = [mid_ranks(row) for row in groups]
    sums = [sum(unit, Fraction()) for unit in zip(*ranks, strict=True)]
    middle = Fraction(m * (n + 1), 2)
    spread = sum(((total - middle) * (total - middle) for total in sums), Fraction())
    ties = sum(count**3 - count for row in groups for count in Counter(row).values())
    most = m * m * (n**3 - n) - m * ties
    return 12 * spread / most if most else None


def mean_ranks(rows: Sequence[Row]) -> list[Fraction | None]:
    """Return each household's mean rank over the groups that ranked it (the order of Borda)."""
    ranked: list[list[Fraction]] = [[] for _ in rows[0]] if rows else []
    for row in rows:
        judged = [place for place, value in enumerate(row) if value is not None]
        ranks = mid_ranks([value for value in row if value is not None])
        for place, rank in zip(judged, ranks, strict=True):
            ranked[place].append(rank)
    return [sum(ranks, Fraction()) / len(ranks) if ranks else None for ranks in ranked]


def spearman(first: Row, second: Row) -> float | None:
    """Return Spearman's rho over the households both judged; None where one tells none apart."""
    both = _judged_by_both(first, second)
    if len(both) < 2:
        return None
    ranks = [mid_ranks(values) for values in zip(*both, strict=True)]
    middle = Fraction(len(both) + 1, 2)
    a, b = ([rank - middle for rank in row] for row in ranks)
    scale = sum(x * x for x in a) * sum(y * y for y in b)
    return float(sum(x * y for x, y in zip(a, b, strict=True))) / sqrt(scale) if scale else None


def tau_b(first: Row, second: Row) -> float | None:
    """Return Kendall's tau-b over the households both judged; None where one tells none apart."""
    together = apart_first = apart_second = 0
    for (a, b), (c, d) in combinations(_judged_by_both(first, second), 2):
        x, y = (a > c) - (a < c), (b > d) - (b < d)
        together += x * y
        apart_first += x * x
        apart_second += y * y
    scale = sqrt(apart_first * apart_second)
    return together / scale if scale else None


def against_others(
    rows: Sequence[Row], correlation: Callable[[Row, Row], float | None] = spearman
) -> list[float | None]:
    """Return each group's correlation with the mean of the others, None where there is none.

    The rows must be on one scale. A negative value tells that its piles were reversed.
    """
    found = []
    for place, row in enumerate(rows):
        others = [other for at, other in enumerate(rows) if at != place]
        means = [_mean(unit) for unit in zip(*others, strict=True)] or [None] * len(row)
        found.append(correlation(row, means))
    return found


def _mean(unit: Sequence[Value | None]) -> Fraction | None:
    judged = [Fraction(value) for value in unit if value is not None]
    return sum(judged, Fraction()) / len(judged) if judged else None


def _judged_by_both(first: Row, second: Row) -> list[tuple[Value, Value]]:
    pairs = zip(first, second, strict=True)
    return [(a, b) for a, b in pairs if a is not None and b is not None]
