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
