"""Which budget of a project is in force on a day: as it was voted, or as a meeting changed it."""

from collections.abc import Iterable, Mapping
from datetime import date

Amounts = Mapping[str, int]
"""Minor units by kind of expense."""


def in_force(voted: Amounts, changes: Iterable[tuple[date, Amounts]], day: date | None) -> Amounts:
    """Return the budget of a day, or the last one: `changes` in the order they were decided.

    A change holds from its own day on, and never before.
    """
    now = voted
    for since, amounts in changes:
        if day is None or since <= day:
            now = amounts
    return now
