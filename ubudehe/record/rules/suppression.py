"""Small counts of people are not published, nor anything they could be found from.

Every public table of people goes through here: only this module makes a `Shown`, and public pages
and exports take no other number of people. A count of 1 to 4 is None («fewer than five»). A
breakdown is shown whole or not at all, so that no part can be found by taking the others from the
total. Sums over places add only what is published for each place. What of a vote may be shown is
decided in projects/rules/shown_votes.py. Source: docs/privacy.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, final

SMALLEST = 5


class _Key:
    """What `Shown` asks for: nothing outside this module has it."""


_KEY = _Key()


@final
class Shown(int):
    """A number of people, or one computed from such numbers, that may be published.

    What is calculated with it is a plain int again, and has to come back here.
    """

    __slots__ = ()

    def __new__(cls, number: int, key: _Key) -> Self:
        """Make one; TypeError for whoever is not this module."""
        if key is not _KEY:
            raise TypeError("only record/rules/suppression.py says what may be published")
        return super().__new__(cls, number)

    def __copy__(self) -> Self:
        """Return the same number: it does not change."""
        return self

    def __deepcopy__(self, _seen: object) -> Self:
        """Return the same number: it does not change."""
        return self


class Settled(NamedTuple):
    """How cases of one kind ended: granted, not granted in two ways, and left without an answer."""

    upheld: int
    rejected: int
    returned: int
    silent: int


def shown(count: int) -> Shown | None:
    """Return `count` if it may be published, else None."""
    return Shown(count, _KEY) if count == 0 or count >= SMALLEST else None


def is_few(count: int) -> bool:
    """Tell whether `count` is one that may not be published, nor be found: 1 to 4."""
    return 0 < count < SMALLEST


def shown_if(number: int, *, safe: bool) -> Shown | None:
    """Return a number that stands for no people of its own, such as points or a share of money.

    `safe` says that everything it was computed from may be published.
    """
    return Shown(number, _KEY) if safe else None


def shown_parts(total: int, parts: Sequence[int]) -> tuple[Shown | None, tuple[Shown, ...] | None]:
    """Return (total, parts) as they may be published; parts are None unless all may be shown.

    Parts do not overlap. Each of them, and what they leave of the total, must be publishable: then
    every sum and every difference of them is, too.
    """
    rest = total - sum(parts)
    if any(is_few(cell) for cell in (*parts, rest)):
        return shown(total), None
    return shown(total), tuple(Shown(part, _KEY) for part in parts)


def shown_whole(whole: int | None, parts: Iterable[int | None]) -> Shown | None:
    """Return the whole if no part that is shown leaves 1 to 4 of it; None is what is not shown.

    Parts may overlap, as where one voter votes for several projects: 28 votes of 30 voters would
    tell that two did not vote for it.
    """
    if whole is None or is_few(whole):
        return None
    left = [whole - part for part in parts if part is not None]
    return None if any(is_few(rest) for rest in left) else Shown(whole, _KEY)


def shown_beside(number: int | None, others: Iterable[int | None]) -> Shown | None:
    """Return a number that is shown beside others, if it differs from none of them by 1 to 4."""
    if number is None or is_few(number):
        return None
    differences = [abs(number - other) for other in others if other is not None]
    return None if any(map(is_few, differences)) else Shown(number, _KEY)


def shown_so_far(count: int) -> Shown:
    """Return a number that still grows, down to a whole five: nobody sees a single one come."""
    return Shown(count - count % SMALLEST, _KEY)


def shown_moves(rose: int, stayed: int, fell: int) -> tuple[Shown, Shown, Shown] | None:
    """Return how many households rose, stayed and fell if none of the three is below five.

    Of categories not even a zero is shown: «nobody stayed» would say something of everybody.
    """
    if min(rose, stayed, fell) < SMALLEST:
        return None
    return Shown(rose, _KEY), Shown(stayed, _KEY), Shown(fell, _KEY)


def shown_settled(settled: Sequence[Settled]) -> tuple[Shown, ...] | None:
    """Return how cases of several kinds ended, in their order, where nobody's end can be told.

    All is shown or nothing. No count may be 1 to 4, and of each kind of which any was decided five
    or more were granted and five or more were not in one same way: who knows of what kind a case
    was still cannot say whether it was granted.
    """
    for kind in settled:
        if any(map(is_few, kind)):
            return None
        if any(kind[:3]) and not (kind.upheld and (kind.rejected or kind.returned)):
            return None
    return tuple(Shown(count, _KEY) for kind in settled for count in kind)


@dataclass(frozen=True)
class Coverage:
    """How many of the registered households have a final category."""

    classified: Shown
    registered: Shown


def shown_coverage(classified: int, registered: int) -> Coverage | None:
    """Return the coverage of one village if neither part nor rest points at few households.

    While a round goes on, those classified are of the round before it. More than there are is no
    coverage.
    """
    whole, parts = shown_parts(registered, (classified,))
    if not whole or parts is None or classified > registered:
        return None
    return Coverage(parts[0], whole)


def added(numbers: Iterable[Shown]) -> Shown:
    """Return the sum of what is published for each of several places that share nobody."""
    return Shown(sum(numbers), _KEY)


def read_as_shown(number: int) -> Shown:
    """Return a sum that a query added from nothing but what is published for each village.

    The query itself leaves out what `shown` and `shown_coverage` would: a test compares them.
    """
    return Shown(number, _KEY)


def points_at_few(people: int, units: int, most: int) -> bool:
    """Tell whether units that were given out say of 1 to 4 people how many they took.

    Each of `people` took from 1 to `most` of the `units`. Where most is 2, the units tell exactly
    who took one and who took two; else only a single one that is missing or too much does.
    """
    more, less = units - people, most * people - units
    if most == 2:
        return is_few(more) or is_few(less)
    return most > 1 and 1 in (more, less)
