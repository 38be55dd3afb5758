"""What is hidden cannot be found."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.suppression import (
    shown,
    shown_coverage,
    shown_parts,
    shown_turnout,
    shown_votes,
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


def test_four_is_hidden_and_so_is_what_would_give_it_away() -> None:
    assert shown_parts(30, (26, 4)) == (30, None)
    assert shown_parts(30, (25, 5)) == (30, (25, 5))
    assert shown_parts(4, (4, 0)) == (None, None)
    assert shown_parts(30, (10, 17)) == (30, None)
    assert shown_whole(30, (28, 12)) is None
    assert shown_whole(30, (25, 30, None)) == 30
    assert shown_whole(None, (6,)) is None


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5), st.lists(st.integers(0, 60)))
def test_a_turnout_shows_no_small_number_nor_difference(
    numbers: list[int], votes: list[int]
) -> None:
    came, given_out, counted, spoiled, blank = shown_turnout(numbers, votes)
    for number in (came, given_out, counted, spoiled, blank):
        assert number == 0 or number is None or number >= 5
    for number in (came, given_out):
        if number is not None and counted is not None:
            assert abs(number - counted) == 0 or abs(number - counted) >= 5
    for number in votes:
        for whole in (came, given_out, counted):
            if whole is not None and (number == 0 or number >= 5):
                assert whole - number not in (1, 2, 3, 4)


def test_one_hidden_vote_hides_all_where_each_voter_has_one() -> None:
    assert shown_votes([9, 3, 0], one_each=False) == (9, None, 0)
    assert shown_votes([9, 3, 0], one_each=True) == (None, None, None)
    assert shown_votes([9, 5, 0], one_each=True) == (9, 5, 0)
