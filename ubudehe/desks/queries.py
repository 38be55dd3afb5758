"""What waits for one person at one place, gathered from all rooms."""

from collections.abc import Mapping
from dataclasses import dataclass

from ubudehe.assemblies.waiting import waiting as of_meetings
from ubudehe.audit.waiting import waiting as of_flags
from ubudehe.categories.waiting import waiting as of_households
from ubudehe.concerns.waiting import waiting as of_concerns
from ubudehe.households.waiting import waiting as of_registers
from ubudehe.ledger.waiting import waiting as of_books
from ubudehe.people.waiting import Asked, Waiting, worst_first
from ubudehe.projects.waiting import waiting as of_projects
from ubudehe.questions.waiting import waiting as of_questions

FIRST = ("households", "assemblies", "classified")
"""What a new village does first, each told by the running sum of its record that it moves."""
_PATHS = {
    "households": "households/new",
    "assemblies": "assemblies/open",
    "classified": "categories",
}


@dataclass(frozen=True)
class FirstStep:
    """One of a new village's first steps; `state` is «done», «now» or «next»."""

    code: str
    path: str
    state: str


def first_steps(sums: Mapping[str, int]) -> tuple[FirstStep, ...]:
    """Return the first steps of a village and how far it is; none once all are done."""
    done = [code for code in FIRST if sums[code]]
    if len(done) == len(FIRST):
        return ()
    now = next(code for code in FIRST if not sums[code])
    return tuple(
        FirstStep(code, _PATHS[code], "done" if sums[code] else "now" if code == now else "next")
        for code in FIRST
    )


_ROOMS = (
    of_meetings,
    of_books,
    of_flags,
    of_households,
    of_projects,
    of_registers,
    of_concerns,
    of_questions,
)


def waiting(asked: Asked) -> tuple[Waiting, ...]:
    """Return every job that waits for the one who asks: by its last day, worst first."""
    return worst_first(one for room in _ROOMS for one in room(asked))
