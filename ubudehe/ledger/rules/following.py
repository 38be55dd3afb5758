"""Following a grant: which payments its money made, and what is left of it.

A payment tagged with a grant is paid from that grant. One without a tag is paid from what came
first of all money it may use (first in, first out): a grant given for one project pays for that
project only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

OWN = ""
"""The money of no grant: contributions of households, and what was there before."""


@dataclass(frozen=True)
class Came:
    """Money that came, in order: the grant it belongs to, and the project it is bound to."""

    grant: str
    amount: int
    project: str | None = None


@dataclass(frozen=True)
class Went:
    """A payment, in order: its entry, the grant it was tagged with (or None), and its project."""

    entry: UUID
    grant: str | None
    project: str | None
    amount: int


@dataclass(frozen=True)
class Share:
    """How much of a payment came from which grant; None where no money was left to take."""

    entry: UUID
    grant: str | None
    amount: int


@dataclass
class _Pot:
    grant: str
    project: str | None
    left: int


def follow(came: Sequence[Came], went: Sequence[Went]) -> list[Share]:
    """Return from which grants each payment was made; the shares of a payment sum to it.

    Tagged payments take their grant's money first; what goes beyond it is paid like the rest.
    Reversed entries and their reversals are left out by the caller.
    """
    pots = [_Pot(one.grant, one.project, one.amount) for one in came if one.amount > 0]
    shares: list[Share] = []
    rest: list[Went] = []
    for one in went:
        taken = 0
        if one.grant is not None:
            taken = _take(one, [pot for pot in pots if pot.grant == one.grant], shares)
        if taken < one.amount:
            rest.append(Went(one.entry, None, one.project, one.amount - taken))
    for one in rest:
        fitting = [pot for pot in pots if pot.project is None or pot.project == one.project]
        taken = _take(one, fitting, shares)
        if taken < one.amount:
            shares.append(Share(one.entry, None, one.amount - taken))
    return shares


def _take(one: Went, pots: Sequence[_Pot], shares: list[Share]) -> int:
    taken = 0
    for pot in pots:
        part = min(pot.left, one.amount - taken)
        if part > 0:
            pot.left -= part
            taken += part
            shares.append(Share(one.entry, pot.grant, part))
    return taken


@dataclass(frozen=True)
class Tranche:
    """Part of a grant: what is due on a day (ordinal of the day), and what of it has come."""

    due: int
    promised: int
    came: int

    @property
    def open(self) -> int:
        """Return what is still promised."""
        return self.promised - self.came


def tranches_of(promised: Sequence[tuple[int, int]], received: int) -> list[Tranche]:
    """Return (day, amount) tranches in their order, each filled from `received` in turn."""
    filled = []
    for due, amount in sorted(promised):
        part = min(amount, max(received, 0))
        received -= part
        filled.append(Tranche(due, amount, part))
    return filled
