"""Bars: one scale, nothing lost by rounding, and nothing seen that is not there."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.web.charts import (
    HEIGHT,
    WHOLE,
    against_plan,
    bars,
    columns,
    parts,
    shade_bounds,
    share,
    tile_map,
)

AMOUNTS = st.lists(st.integers(0, 10**12), max_size=20)


def rows(amounts: list[int]) -> list[tuple[str, str, int, str]]:
    return [(str(at), str(amount), amount, "") for at, amount in enumerate(amounts)]


@given(AMOUNTS)
def test_bars_stand_in_proportion_to_the_longest(amounts: list[int]) -> None:
    found = bars(rows(amounts))
    for amount, bar in zip(amounts, found, strict=True):
        assert bar.length == (amount * WHOLE // max(amounts) if amount else 0)


@given(AMOUNTS)
def test_parts_fill_the_whole_one_after_the_other(amounts: list[int]) -> None:
    found = parts(rows(amounts))
    assert sum(bar.length for bar in found) == (WHOLE if any(amounts) else 0)
    assert [bar.start for bar in found] == [
        sum(bar.length for bar in found[:at]) for at in range(len(found))
    ]


def test_what_goes_beyond_the_plan_is_marked() -> None:
    bar = against_plan("Spent", "150", 150, 100)
    assert (bar.length, bar.mark, bar.over) == (1000, 666, 334)
    assert against_plan("Spent", "50", 50, 100).over == 0
    assert against_plan("Spent", "0", 0, 0).length == 0


def test_a_share_never_passes_its_whole() -> None:
    assert share("Received", "3", 3, 2).length == WHOLE
    assert share("Received", "1", 1, 3).length == 333


@given(AMOUNTS)
def test_columns_stand_side_by_side_and_one_is_marked_as_the_highest(amounts: list[int]) -> None:
    found = columns(rows(amounts))
    for amount, one in zip(amounts, found, strict=True):
        assert one.height == (amount * HEIGHT // max(amounts) if amount else 0)
        assert one.top + one.height == HEIGHT
    assert all(a.start + a.width <= b.start for a, b in pairwise(found))
    assert [one.is_most for one in found].count(True) == (1 if amounts else 0)
    assert all(one.said == str(max(amounts)) for one in found if one.is_most)


@given(st.integers(0, 500))
def test_each_number_has_one_shade_and_the_most_the_darkest(most: int) -> None:
    bounds = shade_bounds(most)
    numbers = [n for _, least, end in bounds for n in range(least, end + 1)]
    assert numbers == list(range(1, most + 1))
    assert [kind for kind, _, _ in bounds][-1:] == (["full"] if most else [])


def test_a_tile_map_says_each_number_and_none_is_dashed() -> None:
    found = tile_map([("Ms", 2, 0, 1), ("Bu", 3, 0, 9), ("Hu", 3, 5, 0)])
    assert (found.width, found.height) == (4 * 32, 6 * 40)
    assert dict(found.shades).keys() == {"none", "dots", "full"}
    assert found.words == (
        (80, "other", ((18, "Ms", "1"),)),
        (112, "full", ((18, "Bu", "9"),)),
        (112, "other", ((218, "Hu", "–"),)),
    )
    assert found.bounds == (("dots", 1, 3), ("lines", 4, 6), ("full", 7, 9))
