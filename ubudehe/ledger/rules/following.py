"""Following a grant: which payments its money made, and what is left of it on a day.

Entries are taken in the order in which the record posted them, and each pays with what is there
on its own day. What an entry took is never taken again by a later one: so whatever is posted
afterwards, dated back or reversed, an earlier answer stays (docs/decisions/0034).

A payment tagged with a grant is paid from that grant. One without a tag is paid from what came
first of all money it may use (first in, first out): a grant given for one project pays for that
project only. A reversal gives back, on its own day, what the reversed payment took.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import accumulate, groupby
from operator import itemgetter
from uuid import UUID

OWN = ""
"""The money of no grant: contributions of households, and what was there before."""


@dataclass(frozen=True)
class Came:
    """Money of a grant that came (minor units), and the project it is bound to.

    Below zero where it went back: a receipt that was reversed, foreign money that was changed.
    """

    grant: str
    amount: int
    currency: str
    project: str | None = None
    changed: bool = False
    """Whether the bank made it of money in another currency, or the other way."""


@dataclass(frozen=True)
class Went:
    """A payment: the grant it was tagged with (or None), and its project."""

    grant: str | None
    project: str | None
    amount: int
    currency: str


@dataclass(frozen=True)
class Move:
    """What one posted entry did with money on its day."""

    entry: UUID
    day: date
    came: tuple[Came, ...] = ()
    went: tuple[Went, ...] = ()
    reverses: UUID | None = None
    aside: tuple[str, bool] | None = None
    """A withdrawn grant, and whether what is left of it is to go back to its giver from that day
    on, or no more: until then it pays nothing that does not name it."""


@dataclass(frozen=True)
class Share:
    """How much of an entry came from which grant; None where no money was left to take.

    Below zero where a reversal gave it back.
    """

    entry: UUID
    day: date
    grant: str | None
    amount: int
    currency: str


@dataclass(frozen=True)
class Left:
    """What a grant holds at the end of a day, and what of that no later day used already."""

    on_day: int
    unused: int


_DAY = itemgetter(0)


@dataclass
class _Pot:
    """The money of one grant in one currency: what came by day, and every change by day."""

    grant: str
    project: str | None = None
    came: list[tuple[date, int, int]] = field(default_factory=list)
    """(day, order in the record, amount), sorted."""
    summed: list[int] = field(default_factory=list)
    """What came up to each of these."""
    changes: list[tuple[date, int]] = field(default_factory=list)
    held: int = 0

    def change(self, day: date, amount: int) -> None:
        insort(self.changes, (day, amount))
        self.held += amount

    def receive(self, day: date, order: int, amount: int) -> None:
        at = bisect_right(self.came, day, key=_DAY)
        self.came.insert(at, (day, order, amount))
        amounts = (one[2] for one in self.came[at:])
        before = self.summed[at - 1] if at else 0
        self.summed[at:] = list(accumulate(amounts, initial=before))[1:]

    def left(self, day: date) -> Left:
        later = self.changes[bisect_right(self.changes, day, key=_DAY) :]
        held = least = on_day = self.held - sum(amount for _, amount in later)
        for _, changes in groupby(later, key=_DAY):
            held += sum(amount for _, amount in changes)
            least = min(least, held)
        return Left(on_day, least)

    def pieces(self, day: date) -> Iterable[tuple[date, int, int]]:
        """Return what came until `day` and is not used: (day, order, amount), the oldest first."""
        known = bisect_right(self.came, day, key=_DAY)
        used = (self.summed[known - 1] if known else 0) - max(self.left(day).unused, 0)
        for at in range(bisect_right(self.summed, used, 0, known), known):
            when, order, amount = self.came[at]
            yield when, order, min(self.summed[at] - used, amount)


class Pots:
    """The money of all grants of a village while its entries are read as they were posted."""

    def __init__(self) -> None:
        self._pots: dict[tuple[str, str], _Pot] = {}
        self._shares: dict[UUID, list[Share]] = {}
        self._came = 0
        self._aside: dict[str, date] = {}

    def take(self, move: Move) -> list[Share]:
        """Take a posted entry; return from which grants its payments were made."""
        for one in move.came:
            self._receive(move.day, one)
        if move.aside is not None:
            self._set_aside(move.day, *move.aside)
        shares = self._back(move) if move.reverses else []
        for payment in move.went:
            shares += self._pay(move, payment)
        self._shares[move.entry] = shares
        return shares

    def left(self, grant: str, currency: str, day: date) -> Left:
        """Return what is left of a grant on a day."""
        return self._pot(grant, currency).left(day)

    def is_granted(self, currency: str, day: date) -> bool:
        """Tell whether any grant still holds money of a currency on a day."""
        return any(
            pot.left(day).unused > 0
            for (grant, unit), pot in self._pots.items()
            if grant != OWN and unit == currency
        )

    def _pot(self, grant: str, currency: str) -> _Pot:
        return self._pots.setdefault((grant, currency), _Pot(grant))

    def _set_aside(self, day: date, grant: str, is_aside: bool) -> None:
        self._aside.pop(grant, None)
        if is_aside:
            self._aside[grant] = day

    def _receive(self, day: date, one: Came) -> None:
        pot = self._pot(one.grant, one.currency)
        pot.project = one.project
        pot.change(day, one.amount)
        if one.amount > 0:
            self._came += 1
            pot.receive(day, self._came, one.amount)

    def _back(self, move: Move) -> list[Share]:
        """Give back what the reversed entry took, on the day of its reversal."""
        shares = []
        for one in self._shares.get(move.reverses or move.entry, ()):
            if one.grant is not None:
                self._pot(one.grant, one.currency).change(move.day, one.amount)
            shares.append(Share(move.entry, move.day, one.grant, -one.amount, one.currency))
        return shares

    def _pay(self, move: Move, one: Went) -> list[Share]:
        shares: list[Share] = []
        open_ = one.amount
        if one.grant is not None:
            pot = self._pot(one.grant, one.currency)
            open_ -= self._use(move, pot, min(open_, pot.left(move.day).unused), one, shares)
        for pot, amount in self._oldest(move.day, one, open_):
            open_ -= self._use(move, pot, min(open_, amount), one, shares)
        if open_:
            shares.append(Share(move.entry, move.day, None, open_, one.currency))
        return shares

    def _use(self, move: Move, pot: _Pot, amount: int, one: Went, shares: list[Share]) -> int:
        if amount <= 0:
            return 0
        pot.change(move.day, -amount)
        shares.append(Share(move.entry, move.day, pot.grant, amount, one.currency))
        return amount

    def _oldest(self, day: date, one: Went, needed: int) -> list[tuple[_Pot, int]]:
        """Return what may pay for it, in the order in which it came, until it is enough."""
        fitting = [
            pot
            for (_, currency), pot in self._pots.items()
            if currency == one.currency
            and pot.project in (None, one.project)
            and day < self._aside.get(pot.grant, date.max)
        ]
        found: list[tuple[_Pot, int]] = []
        pieces = merge(*(_named(pot, day) for pot in fitting), key=itemgetter(0, 1))
        while needed > 0 and (piece := next(pieces, None)):
            *_, amount, pot = piece
            found.append((pot, amount))
            needed -= amount
        return found


def _named(pot: _Pot, day: date) -> Iterator[tuple[date, int, int, _Pot]]:
    return ((*piece, pot) for piece in pot.pieces(day))


def follow(moves: Iterable[Move]) -> list[Share]:
    """Return from which grants each payment was made, the entries in the order of their posting.

    The shares of a payment sum to it. Those of the first entries do not depend on later ones.
    """
    pots = Pots()
    return [share for move in moves for share in pots.take(move)]


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
