"""What waits about meetings: one that is open must be closed."""

from collections.abc import Iterator

from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield the meeting of a village that is open, for who may close it."""
    if asked.may(Right.ASSEMBLY) and is_village(asked.place, asked.country):
        meeting = open_meeting_id(asked.session, asked.place)
        if meeting:
            yield Waiting("meeting", f"assemblies/{meeting}")
