"""What things cost elsewhere: the middle of what others paid for one of them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, get_args

ENOUGH = 5
"""Fewer purchases than this show no price: one shop could be the market."""

HIGH = 30
"""By how many percent a price lies above the middle one before people are told."""

Item = Literal[
    "cement",
    "iron_sheet",
    "iron_bar",
    "nails",
    "sand",
    "stones",
    "bricks",
    "timber",
    "paint",
    "pipe",
    "water_tap",
    "goat",
    "pig",
    "hen",
    "cow",
    "seeds",
    "fertiliser",
    "transport",
    "mason_day",
]
ITEMS: tuple[str, ...] = get_args(Item)
"""What villages buy most, each counted in one unit (a bag, a sheet, a lorry, a day)."""


def middle_price(purchases: Sequence[tuple[int, int]]) -> Fraction | None:
    """Return the median price of one, from (amount, number bought); None with fewer than five."""
    if len(purchases) < ENOUGH:
        return None
    prices = sorted(Fraction(amount, number) for amount, number in purchases)
    half = len(prices) // 2
    return prices[half] if len(prices) % 2 else (prices[half - 1] + prices[half]) / 2


def percent_above(price: Fraction, middle: Fraction) -> int:
    """Return by how many percent a price lies above the middle one, rounded; negative if below."""
    return round((price - middle) * 100 / middle)
