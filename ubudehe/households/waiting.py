"""What waits in the register: pairs of entries that may be one household."""

from collections.abc import Iterator

from ubudehe.households.duplicates.queries import open_cases
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the registers at or under a place."""
    if asked.may(Right.DECIDE_APPEALS):
        found = open_cases(asked.session, asked.place)
        if found:
            yield Waiting("double", "duplicates", found)
