"""Small counts of people are not published, nor anything they could be found from.

Every public table of people goes through here. A count of 1 to 4 is None («fewer than five»). A
breakdown is shown whole or not at all, so that no part can be found by taking the others from the
total. Sums over places add only what is published for each place. Source: docs/privacy.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5


def shown(count: int) -> int | None:
    """Return `count` if it may be published, else None."""
    return count if count == 0 or count >= SMALLEST else None


def shown_parts(total: int, parts: Sequence[int]) -> tuple[int | None, tuple[int, ...] | None]:
    """Return (total, parts) as they may be published; parts are None unless all may be shown.

    Parts do not overlap. Each of them, and what they leave of the total, must be publishable: then
    every sum and every difference of them is, too.
    """
    rest = total - sum(parts)
    safe = all(shown(cell) is not None for cell in (*parts, rest))
    return shown(total), tuple(parts) if safe else None


def shown_whole(whole: int | None, parts: Sequence[int | None]) -> int | None:
    """Return the whole if no part that is shown leaves 1 to 4 of it; None is what is not shown.

    Parts may overlap, as where one voter votes for several projects: 28 votes of 30 voters would
    tell that two did not vote for it.
    """
    if whole is None or shown(whole) is None:
        return None
    left = [whole - part for part in parts if part is not None]
    return whole if all(shown(rest) is not None for rest in left) else None


def shown_turnout(turnout: Sequence[int], votes: Sequence[int]) -> tuple[int | None, ...]:
    """Return a turnout (signed in, handed out, counted, spoiled, blank) as it may be published.

    Neither a number itself nor how it differs from the ballots counted may be 1 to 4; nor may what
    each project's `votes` leave of them.
    """
    signed_in, handed_out, counted, spoiled, blank = turnout
    parts = [shown(number) for number in votes]
    base = shown_whole(counted, parts)
    came, given = (
        None if base is not None and shown(abs(number - base)) is None else number
        for number in (signed_in, handed_out)
    )
    whole = [None if number is None else shown_whole(number, parts) for number in (came, given)]
    return *whole, base, shown(spoiled), shown(blank)


def shown_moves(rose: int, stayed: int, fell: int) -> tuple[int, int, int] | None:
    """Return how many households rose, stayed and fell if none of the three is below five.

    Of categories not even a zero is shown: «nobody stayed» would say something of everybody.
    """
    moves = (rose, stayed, fell)
    return moves if min(moves) >= SMALLEST else None


@dataclass(frozen=True)
class Coverage:
    """How many of the registered households have a final category."""

    classified: int
    registered: int


def shown_coverage(classified: int, registered: int) -> Coverage | None:
    """Return the coverage of one village if neither part nor rest points at few households."""
    _, parts = shown_parts(registered, (classified,))
    return Coverage(classified, registered) if parts is not None and registered else None


def shown_votes(votes: Sequence[int], *, one_each: bool) -> tuple[int | None, ...]:
    """Return the votes for each project as they may be published.

    Where each voter has one vote (`one_each`), the votes add up to the voters, so a single hidden
    number could be found from the others: then none is shown.
    """
    cells = tuple(shown(number) for number in votes)
    return tuple(None for _ in cells) if one_each and None in cells else cells
