"""What waits for one person at one place, gathered from all rooms."""

from ubudehe.assemblies.waiting import waiting as of_meetings
from ubudehe.categories.waiting import waiting as of_households
from ubudehe.households.waiting import waiting as of_registers
from ubudehe.ledger.waiting import waiting as of_books
from ubudehe.people.waiting import Asked, Waiting, worst_first
from ubudehe.projects.waiting import waiting as of_projects

_ROOMS = (of_meetings, of_books, of_households, of_projects, of_registers)


def waiting(asked: Asked) -> tuple[Waiting, ...]:
    """Return every job that waits for the one who asks: by its last day, worst first."""
    return worst_first(one for room in _ROOMS for one in room(asked))
