"""What is hidden cannot be found."""

from copy import copy, deepcopy
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.suppression import (
    Shown,
    is_few,
    points_at_few,
    shown,
    shown_beside,
    shown_coverage,
    shown_parts,
    shown_so_far,
    shown_whole,
)

COUNTS = st.integers(0, 300)


@given(COUNTS)
def test_one_to_four_are_never_shown(count: int) -> None:
    assert (shown(count) is None) == (1 <= count <= 4)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(0, 40))
def test_no_sum_and_no_rest_of_one_to_four_can_be_found(parts: list[int], others: int) -> None:
    total, kept = shown_parts(sum(parts) + others, parts)
    if kept is None:
        return
    assert total is not None
    for taken in product((0, 1), repeat=len(kept)):
        together = sum(part for part, take in zip(kept, taken, strict=True) if take)
        assert not 1 <= together <= 4
        assert not 1 <= total - together <= 4


@given(st.integers(0, 40), st.lists(st.integers(0, 40), max_size=4))
def test_a_shown_whole_leaves_no_one_to_four(whole: int, votes: list[int]) -> None:
    parts = [shown(min(count, whole)) for count in votes]
    kept = shown_whole(whole, parts)
    if kept is not None:
        assert not 1 <= kept <= 4
        assert not [part for part in parts if part is not None and 1 <= kept - part <= 4]


@given(COUNTS, COUNTS)
def test_coverage_points_at_no_few_households(classified: int, rest: int) -> None:
    found = shown_coverage(classified, classified + rest)
    if found is not None:
        assert not 1 <= found.classified <= 4
        assert not 1 <= found.registered - found.classified <= 4


def test_more_classified_than_there_are_is_no_coverage() -> None:
    assert shown_coverage(45, 44) is None
    assert shown_coverage(45, 45) is not None


def test_four_is_hidden_and_so_is_what_would_give_it_away() -> None:
    assert shown_parts(30, (26, 4)) == (30, None)
    assert shown_parts(30, (25, 5)) == (30, (25, 5))
    assert shown_parts(4, (4, 0)) == (None, None)
    assert shown_parts(30, (10, 17)) == (30, None)
    assert shown_whole(30, (28, 12)) is None
    assert shown_whole(30, (25, 30, None)) == 30
    assert shown_whole(None, (6,)) is None


def test_nothing_else_makes_a_number_that_may_be_published() -> None:
    with pytest.raises(TypeError):
        Shown(7, object())  # type: ignore[arg-type]
    number = shown(7)
    assert number is not None
    assert isinstance(number, Shown)
    assert type(number + number) is int, "what is calculated has to come through the gate again"
    assert deepcopy(number) is number
    assert copy(number) is number


@given(st.lists(COUNTS, max_size=5), COUNTS)
def test_what_stands_beside_other_numbers_differs_from_none_by_few(
    others: list[int], number: int
) -> None:
    found = shown_beside(number, others)
    if found is not None:
        assert not is_few(found)
        assert not any(is_few(abs(found - other)) for other in others)


@given(COUNTS)
def test_what_grows_is_told_in_fives(count: int) -> None:
    assert count - 5 < shown_so_far(count) <= count
    assert shown_so_far(count) % 5 == 0


@pytest.mark.parametrize(
    ("people", "units", "most", "few"),
    [
        (10, 12, 2, True),  # two of them took both
        (10, 17, 2, True),  # three took one only
        (10, 15, 2, False),
        (10, 10, 2, False),
        (10, 11, 5, True),  # one took one more
        (10, 12, 5, False),  # two took one more, or one took two
        (10, 49, 5, True),
        (10, 10, 1, False),
    ],
)
def test_units_that_tell_of_few_people(people: int, units: int, most: int, few: bool) -> None:
    assert points_at_few(people, units, most) is few
