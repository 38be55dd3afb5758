"""What votes leave of a grant that they are bound to."""

from uuid import UUID

import pytest

from ubudehe.projects.voting.binding import left_of_envelope

TAP, MILL, VOTE = (UUID(int=number) for number in (1, 2, 3))
COUNTED = [(TAP, 300), (MILL, 200)]


@pytest.mark.parametrize(
    ("held", "now", "left"),
    [
        (COUNTED, {}, 500),
        (COUNTED, {TAP: 350}, 450),
        (COUNTED, {TAP: 250, MILL: 200}, 550),
        (COUNTED, {TAP: 900}, 0),
        ([*COUNTED, (VOTE, 400)], {TAP: 450}, 0),
        ([*COUNTED, (VOTE, 600)], {TAP: 450}, -100),
    ],
)
def test_a_changed_budget_moves_the_money_that_a_vote_is_bound_to(
    held: list[tuple[UUID, int]], now: dict[UUID, int], left: int
) -> None:
    assert left_of_envelope(1_000, held, now) == left
