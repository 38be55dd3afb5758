"""What waits about meetings: those announced, and one that is open and must be closed."""

from collections.abc import Iterator
from datetime import timedelta

from ubudehe.assemblies.announcing.queries import AnnouncedMeeting, meetings_not_opened
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village

_NEAR = timedelta(days=7)
"""How long before its day an announced meeting is on the desk: its notice is printed by then."""


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield the meetings of a village that are announced or open, for who may run them."""
    if asked.may(Right.ASSEMBLY) and is_village(asked.place, asked.country):
        meeting = open_meeting_id(asked.session, asked.place)
        if meeting:
            yield Waiting("meeting", f"assemblies/{meeting}")
        for one in meetings_not_opened(asked.session, asked.place, asked.today):
            if one.day <= asked.today + _NEAR:
                yield Waiting(_job(one), f"announced/{one.id}", due=one.day)


def _job(one: AnnouncedMeeting) -> str:
    return {"today": "meeting_today", "passed": "meeting_missed"}.get(one.state, "meeting_notice")
