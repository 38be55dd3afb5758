"""The path of a round, and what its figures mean."""

from dataclasses import dataclass
from enum import StrEnum


class RoundState(StrEnum):
    """What a round has reached; `STOPPED` was begun by mistake and given up: it counts nowhere."""

    PREPARED = "prepared"
    AGREED = "agreed"
    MAPPED = "mapped"
    POSTED = "posted"
    FINAL = "final"
    STOPPED = "stopped"


STATES = tuple(state for state in RoundState if state is not RoundState.STOPPED)
"""In this order: each state is what the next step needs."""

STEPS = ("prepare", "agree", "map", "categorise", "appeal", "finish")
"""What people do, one after the other. Posting the list ends «categorise» and opens «appeal»."""

_STEP_AFTER = {"none": 0, "prepared": 1, "agreed": 2, "mapped": 3, "posted": 4, "final": 6}


@dataclass(frozen=True)
class Step:
    """One step of the path: done, now, or still to come."""

    name: str
    state: str


def path_of(state: str) -> tuple[Step, ...]:
    """Return the whole path for a round in `state` («none» before there is one).

    A posted list stays at «appeal» until it is final.
    """
    now = _STEP_AFTER[state]
    return tuple(
        Step(name, "done" if place < now else "now" if place == now else "next")
        for place, name in enumerate(STEPS)
    )


@dataclass(frozen=True)
class RoundCoverage:
    """How far a round has come: households with a category, registered ones, estimated ones."""

    classified: int
    registered: int
    estimated: int | None = None

    @property
    def whole(self) -> int:
        """Return how many households there are at least, the unregistered ones guessed."""
        return max(self.registered, self.estimated or 0)

    @property
    def more(self) -> bool:
        """Tell whether more households are thought to live here than are registered by now."""
        return self.whole > self.registered

    @property
    def complete(self) -> bool:
        """Tell whether every registered household has a category."""
        return self.classified >= self.registered > 0


def parse_choice(text: str) -> tuple[str, str] | None:
    """Return (category, criterion) of a choice such as «C:income_c»; None if it is not one."""
    category, colon, criterion = text.partition(":")
    return (category, criterion) if colon and category and criterion else None


def may_decide(state: RoundState, *, decided: bool, shaken: bool) -> bool:
    """Tell whether an assembly may decide for a household now.

    Until the list is posted it may always; afterwards only for one that came late, or for one that
    something happened to since it was decided (`shaken`): everything else goes through an appeal.
    """
    if state == RoundState.MAPPED:
        return True
    return state in (RoundState.POSTED, RoundState.FINAL) and (not decided or shaken)
