"""Money that votes can be bound to: rooms above this one say here which there is.

Projects know nothing of grants. A room that knows of money given to a village tells of it here, so
that two votes cannot choose with the same money (voting/binding.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


Telling = Callable[[Session, str, str | None], Sequence[Envelope]]
"""Given a village and a currency, or None for any: the envelopes it has, withdrawn ones as well."""
_TELLINGS: list[Telling] = []


def tells_envelopes(telling: Telling) -> Telling:
    """Enter what tells of money that votes can be bound to."""
    _TELLINGS.append(telling)
    return telling


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
