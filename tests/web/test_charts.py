"""Bars: one scale, nothing lost by rounding, and nothing seen that is not there."""

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.web.charts import WHOLE, against_plan, bars, parts, share

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
    assert share("Has come", "3", 3, 2).length == WHOLE
    assert share("Has come", "1", 1, 3).length == 333
