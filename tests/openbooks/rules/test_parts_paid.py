"""Which part of a grant paid what."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.openbooks.rules.parts_paid import paid_by_parts

AMOUNTS = st.lists(st.integers(1, 50), max_size=6)


def test_what_came_first_is_spent_first_and_a_payment_may_have_two_parts() -> None:
    assert paid_by_parts([600, 400], [500, 300, 50]) == [[(0, 500), (1, 100)], [(1, 200), (2, 50)]]


def test_what_is_given_back_was_taken_last() -> None:
    assert paid_by_parts([100, 100], [150, -80, 40]) == [
        [(0, 100), (1, -30), (2, 30)],
        [(0, 50), (1, -50), (2, 10)],
    ]


def test_without_a_part_nothing_is_told_and_too_much_counts_with_the_last() -> None:
    assert paid_by_parts([], [5]) == []
    assert paid_by_parts([10], [25]) == [[(0, 25)]]


@given(AMOUNTS, AMOUNTS, st.randoms(use_true_random=False))
def test_every_payment_is_told_whole_and_no_earlier_part_gives_more_than_it_has(
    came: list[int], paid: list[int], chance: Random
) -> None:
    moves: list[int] = []
    for amount in paid:
        moves.append(amount)
        if chance.random() < 0.3:
            moves.append(-chance.randint(1, amount))
    told = paid_by_parts(came, moves)
    assert len(told) == len(came)
    for which, amount in enumerate(moves):
        found = sum(part for paid in told for at, part in paid if at == which)
        assert found == (amount if came else 0)
    for part, paid_of_it in zip(came[:-1], told[:-1], strict=True):
        assert 0 <= sum(amount for _, amount in paid_of_it) <= part
