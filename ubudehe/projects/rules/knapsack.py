"""Ballots on which a voter chooses projects that together cost no more than there is.

They are counted like any ballots with marks: a project has one vote from each ballot that holds it.
Source: Goel, Krishnaswamy, Sakshuwong, Aitamurto, «Knapsack Voting for Participatory Budgeting»,
ACM Transactions on Economics and Computation 7(2), 2019 (arXiv 2009.06856), where projects are
taken by the number of these votes as far as the money reaches: here `greedy_votes`.
"""

from collections.abc import Sequence


def most_that_fit(costs: Sequence[int], budget: int) -> int:
    """Return how many projects at most fit in the budget together.

    >>> most_that_fit((300, 250, 200), 500), most_that_fit((9,), 5)
    (2, 0)
    """
    fitting = 0
    for cost in sorted(costs):
        budget -= cost
        if budget < 0:
            break
        fitting += 1
    return fitting


def ballots_that_hold(votes: Sequence[tuple[int, int]], spend: int) -> int:
    """Return a number of ballots on which all `votes`, as (cost, votes), can lie.

    No ballot has a project twice, nor projects that cost more than `spend` together. It need not be
    the fewest: so many ballots are enough. The dearest projects come first, each onto the ballots
    that it fills best.

    >>> ballots_that_hold(((300, 4), (250, 3), (200, 5)), 500)
    7
    """
    room: dict[int, int] = {}
    for cost, many in sorted(votes, reverse=True):
        left = many
        for free in sorted(one for one in room if one >= cost):
            taken = min(left, room[free])
            room[free] -= taken
            left -= taken
            _add(room, free - cost, taken)
        _add(room, spend - cost, left)
    return sum(room.values())


def _add(room: dict[int, int], free: int, ballots: int) -> None:
    room[free] = room.get(free, 0) + ballots
