"""Money that votes can be bound to: rooms above this one say here which there is.

Projects know nothing of grants, nor of what becomes of budgets. A room that knows of money given to
a village, or of what chosen projects take of it now, tells it here, so that two votes cannot choose
with the same money (voting/binding.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session


@dataclass(frozen=True)
class Envelope:
    """Money that was promised to a village, in minor units of its currency; `code` as G001."""

    id: UUID
    code: str
    called: str
    amount: int
    withdrawn: bool = False
    """Whether its giver withdrew it; `amount` is then what the village may keep of it."""
    spent: Mapping[UUID, int] = field(default_factory=dict)
    """Where the rest goes back, by project: what it paid before it did; no part of `amount`."""


Telling = Callable[[Session, str, str | None], Sequence[Envelope]]
"""Given a village and a currency, or None for any: the envelopes it has, withdrawn ones as well."""
_TELLINGS: list[Telling] = []
Doubt = Callable[[Session, Mapping[UUID, int]], set[UUID]]
"""Given the most that votes hold of envelopes: which of these may have less, in one question."""
_DOUBTS: list[Doubt] = []
Costs = Callable[[Session, str], Mapping[UUID, int]]
"""Given a village: what chosen projects take of its money now, where no longer what a vote gave."""
_COSTS: list[Costs] = []


def tells_envelopes(telling: Telling) -> Telling:
    """Enter what tells of money that votes can be bound to."""
    _TELLINGS.append(telling)
    return telling


def doubts_envelopes(doubt: Doubt) -> Doubt:
    """Enter what tells which envelopes may have become too little."""
    _DOUBTS.append(doubt)
    return doubt


def doubtful(session: Session, held: Mapping[UUID, int]) -> set[UUID]:
    """Return those of some envelopes that may have less than votes hold of them at most."""
    return set().union(*(doubt(session, held) for doubt in _DOUBTS)) if held else set()


def tells_costs(costs: Costs) -> Costs:
    """Enter what tells how much chosen projects take now."""
    _COSTS.append(costs)
    return costs


def costs_now(session: Session, village: str) -> dict[UUID, int]:
    """Return what projects of a village take now, for those that take another sum than voted."""
    return {id_: cost for tell in _COSTS for id_, cost in tell(session, village).items()}


def envelopes(session: Session, village: str, currency: str) -> tuple[Envelope, ...]:
    """Return the money of a village that votes can be bound to, by code."""
    found = all_envelopes(session, village, currency)
    return tuple(one for one in found if not one.withdrawn)


def all_envelopes(
    session: Session, village: str, currency: str | None = None
) -> tuple[Envelope, ...]:
    """Return all money of a village that votes are or were bound to, by code."""
    found = [one for tell in _TELLINGS for one in tell(session, village, currency)]
    return tuple(sorted(found, key=lambda one: one.code))
