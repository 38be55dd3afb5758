"""What waits in the register: pairs of entries that may be one household."""

from collections.abc import Iterator

from ubudehe.households.duplicates.queries import cases_under
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the registers at or under a place."""
    if asked.may(Right.DECIDE_APPEALS):
        found = [one for one in cases_under(asked.session, asked.place) if one.state == "open"]
        if found:
            yield Waiting("double", "duplicates", len(found))
