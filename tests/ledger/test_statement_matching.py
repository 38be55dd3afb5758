"""Which lines of a statement look like which entries, against trying every way there is."""

from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.ledger.rules.matching import MovedMoney, proposals

FIRST = date(2026, 5, 1)
_MONEY = st.tuples(st.integers(0, 12), st.sampled_from((-500, 500, 900)))
_SOME = st.lists(_MONEY, max_size=4)


def moved(rows: list[tuple[int, int]], side: int) -> list[MovedMoney]:
    return [
        MovedMoney(UUID(int=side + at), FIRST + timedelta(days=day), amount, at)
        for at, (day, amount) in enumerate(rows)
    ]


def worth(lines: list[MovedMoney], entries: list[MovedMoney], days: int) -> tuple[int, int]:
    """Return the most pairs there can be and minus the least days between them, by trying all."""
    spare: list[MovedMoney | None] = [*entries, *[None] * len(lines)]
    best = (0, 0)
    for choice in permutations(spare, len(lines)):
        pairs = between = 0
        for line, entry in zip(lines, choice, strict=True):
            apart = abs((line.day - entry.day).days) if entry else 0
            if entry and entry.amount == line.amount and apart <= days:
                pairs, between = pairs + 1, between - apart
        best = max(best, (pairs, between))
    return best


@given(_SOME, _SOME, st.integers(0, 7))
def test_as_many_pairs_as_can_be_and_the_nearest_ones(
    left: list[tuple[int, int]], right: list[tuple[int, int]], days: int
) -> None:
    lines, entries = moved(left, 100), moved(right, 200)
    found = proposals(lines, entries, days)
    assert len(set(found.values())) == len(found)
    of_lines, of_entries = {one.id: one for one in lines}, {one.id: one for one in entries}
    between = 0
    for line, entry in found.items():
        one, other = of_lines[line], of_entries[entry]
        apart = abs((one.day - other.day).days)
        assert one.amount == other.amount
        assert apart <= days
        between -= apart
    assert (len(found), between) == worth(lines, entries, days)


@given(_SOME, _SOME, st.randoms())
def test_the_order_in_which_they_are_told_does_not_matter(
    left: list[tuple[int, int]], right: list[tuple[int, int]], random: object
) -> None:
    lines, entries = moved(left, 100), moved(right, 200)
    found = proposals(lines, entries)
    random.shuffle(lines)  # type: ignore[attr-defined]
    random.shuffle(entries)  # type: ignore[attr-defined]
    assert proposals(lines, entries) == found


@pytest.mark.parametrize(("apart", "pairs"), [(7, 1), (8, 0)])
def test_seven_days_apart_is_the_most(apart: int, pairs: int) -> None:
    assert len(proposals(moved([(0, 500)], 100), moved([(apart, 500)], 200))) == pairs


def test_money_that_came_is_no_money_that_went() -> None:
    assert not proposals(moved([(0, 500)], 100), moved([(0, -500)], 200))
