"""The Method of Equal Shares, counted exactly.

Every voter starts with the same share of the budget. A project is bought where its supporters can
pay it together, each the same for each mark, who has less giving all; of those that can be bought,
the one whose payers pay least for what they get (ρ). Source: Peters, Pierczyński, Skowron, NeurIPS
2021 (arXiv 2008.13276); docs/voting.md, which says how ties are broken. A
project of labour alone costs nothing, so that ρ = 0: such projects are chosen first, and nobody
pays.

Who paid for the same projects holds the same money, so such voters share one purse. A city's
thousands of ballots come to a few hundred purses, and whole numbers are enough for all of it.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import compress, count
from math import gcd
from operator import mul
from typing import Any, NamedTuple

from ubudehe.projects.rules.election import Election, Kind, Payers
from ubudehe.projects.rules.outcome import admissible, rivals

FINE = 2**64
_EMPTY, _FULL = 0, 1
"""The purse of those who have nothing left, and the one that all begin with."""


class Purchase(NamedTuple):
    """A project bought; one mark paid `owed` / `marks` minor units at most."""

    project: int
    """Its place in the election."""
    owed: int
    marks: int
    equal: tuple[int, ...] = ()
    """Others whose payers would have paid exactly as little for what they get."""

    @property
    def price(self) -> Fraction:
        """Return what one mark paid at most, in minor units."""
        return Fraction(self.owed, self.marks)


class Market:
    """What does not change between runs of one election: what is open, and who supports it."""

    def __init__(self, election: Election, *, by_cost: bool) -> None:
        self.election = election
        self.by_cost = by_cost
        self.simple = election.kind is Kind.APPROVAL
        """Whether every mark is worth one point, so that who cannot pay is found by comparing."""
        found = admissible(election)
        self.payers = election.payers
        self.rivals = {index: frozenset(rivals(election, index)) for index in found}
        self.free = self._free(found)
        """What takes no money: it is chosen before anything is paid, most votes first."""
        gone = set(self.free).union(*(self.rivals[index] for index in self.free))
        self.open = [index for index in found if index not in gone]
        self.least = {index: self._least(index) for index in self.open}
        """ρ where everybody can pay as much as the others, in parts of `FINE`, rounded down."""

    def _least(self, index: int) -> int:
        marks = self.election.scores[index] * self.worth(index)
        return self.election.projects[index].cost * FINE // marks

    def _free(self, found: list[int]) -> list[int]:
        projects, scores = self.election.projects, self.election.scores
        free = [index for index in found if not projects[index].cost]
        taken: list[int] = []
        for index in sorted(free, key=lambda one: (-scores[one], self.election.order(one))):
            if not self.rivals[index].intersection(taken):
                taken.append(index)
        return taken

    def worth(self, index: int) -> int:
        """Return the utility of one mark: the project's cost, or 1."""
        return self.election.projects[index].cost if self.by_cost else 1


class Payments(NamedTuple):
    """Who would pay for a project, by what they hold and the points they gave: columns alike."""

    keys: list[Any]
    """A purse, or a purse and the points where those differ."""
    purses: list[int]
    points: list[int]
    marks: list[int]
    """Points of all ballots together."""
    ballots: list[int]


class Sharing:
    """Which groups of ballots share a purse after some purchases; what is in it stands in `Purses`.

    That depends only on what was bought and on who had nothing left then. A run that begins with a
    little more often shares as the run before it did, so who would pay for what is kept for it.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self._purse_of = [_FULL] * len(market.election.ballots)
        self._number = _FULL + 1
        self._begins = True
        """Whether nothing was bought yet, so that everybody holds the same."""
        self._payments: dict[int, Payments] = {}
        self._after: tuple[tuple[int, list[bool]], Sharing] | None = None

    def payments(self, index: int) -> Payments:
        """Return who would pay for a project; whose purse is empty is left out."""
        found = self._payments.get(index)
        if found is None:
            found = self._payments[index] = self._paid_by(index)
        return found

    def _paid_by(self, index: int) -> Payments:
        payers = self.market.payers[index]
        if not self.market.simple:
            return self._with_points(payers)
        together = [0] * self._number
        if self._begins:
            together[_FULL] = self.market.election.supporters[index]
        else:
            for purse, number in zip(payers.pick(self._purse_of), payers.counts, strict=True):
                together[purse] += number
            together[_EMPTY] = 0
        purses, ballots = list(compress(count(), together)), list(filter(None, together))
        return Payments(purses, purses, [1] * len(purses), ballots, ballots)

    def _with_points(self, payers: Payers) -> Payments:
        together: dict[tuple[int, int], int] = {}
        for key, number in zip(self._keys(payers), payers.counts, strict=True):
            if key[0] != _EMPTY:
                together[key] = together.get(key, 0) + number
        points = [each for _, each in together]
        ballots = list(together.values())
        marks = list(map(mul, ballots, points))
        return Payments(list(together), [purse for purse, _ in together], points, marks, ballots)

    def _keys(self, payers: Payers) -> Sequence[Any]:
        purses = payers.pick(self._purse_of)
        return purses if self.market.simple else list(zip(purses, payers.points, strict=True))

    def after(self, index: int, lasts: list[bool]) -> "Sharing":
        """Return who shares a purse once a project is paid; `lasts` tells who has something left.

        Purses of those who have are new, and numbered on in the order of `payments`.
        """
        if self._after is None or self._after[0] != (index, lasts):
            self._after = (index, lasts), self._divided(index, lasts)
        return self._after[1]

    def _divided(self, index: int, lasts: list[bool]) -> "Sharing":
        new, payers = Sharing(self.market), self.market.payers[index]
        purses = iter(range(self._number, self._number + sum(lasts)))
        moved = {
            key: next(purses) if last else _EMPTY
            for key, last in zip(self.payments(index).keys, lasts, strict=True)
        }
        new._begins = False
        new._purse_of, new._number = self._purse_of.copy(), self._number + sum(lasts)
        purse_of, moved_to = new._purse_of, moved.get
        for group, key in zip(payers.groups, self._keys(payers), strict=True):
            purse_of[group] = moved_to(key, _EMPTY)
        return new


class Purses:
    """The money in each purse, exactly: whole numbers over one denominator.

    Each purchase multiplies the denominator.
    """

    def __init__(self, sharing: Sharing, start: Fraction) -> None:
        self.sharing = sharing
        self._costs = [project.cost for project in sharing.market.election.projects]
        self.scale = start.denominator
        self._held = [0, start.numerator]

    def together(self, index: int) -> Fraction:
        """Return what the supporters of a project hold together, in minor units."""
        payments = self.sharing.payments(index)
        held = map(self._held.__getitem__, payments.purses)
        return Fraction(sum(map(mul, held, payments.ballots)), self.scale)

    def price(self, index: int, least: int) -> tuple[int, int] | None:
        """Return (a, b): each mark pays at most a / b / scale; None if it cannot be paid.

        `least` / scale is known to be no more than that: who holds less gives all.
        """
        _, purses, points, marks, ballots = self.sharing.payments(index)
        held, owed = list(map(self._held.__getitem__, purses)), self._costs[index] * self.scale
        money = sum(map(mul, held, ballots))
        if money < owed:
            return None
        simple = self.sharing.market.simple
        while True:
            each = sum(marks)
            if simple:
                need = max(-(-owed // each), least)
                rich = [has >= need for has in held]
            else:
                rich = [has * each >= owed * n for has, n in zip(held, points, strict=True)]
                points = list(compress(points, rich))
            if all(rich):
                return owed, each
            held, ballots = list(compress(held, rich)), list(compress(ballots, rich))
            marks = ballots if simple else list(compress(marks, rich))
            still = sum(map(mul, held, ballots))
            owed, money = owed - (money - still), still

    def pay(self, index: int, price: tuple[int, int]) -> None:
        """Take the price of a project, as `price` said it, from its supporters."""
        owed, each = price
        step = each // gcd(owed, each)
        part, payments = owed * step // each, self.sharing.payments(index)
        self.scale *= step
        held = self._held = [money * step for money in self._held]
        left = [
            held[purse] - part * points
            for purse, points in zip(payments.purses, payments.points, strict=True)
        ]
        lasts = [money > 0 for money in left]
        self.sharing = self.sharing.after(index, lasts)
        held += compress(left, lasts)


def purchases(sharing: Sharing, start: Fraction) -> tuple[list[Purchase], Purses]:
    """Return what voters with `start` each buy, in order, and what they hold in the end.

    ρ only grows from round to round, so what it was is a lower bound, and most projects need not be
    looked at again.
    """
    market, purses = sharing.market, Purses(sharing, start)
    bound = market.least.copy()
    bought: list[Purchase] = []
    while True:
        best, least = (1, 0), 0
        same: dict[int, tuple[int, int]] = {}
        for index in sorted(bound, key=bound.__getitem__):
            if same and bound[index] > least:
                break
            worth = market.worth(index)
            price = purses.price(index, bound[index] * worth * purses.scale // FINE)
            if price is None:
                del bound[index]  # what cannot be paid once never can
                continue
            owed, marks = price[0], price[1] * worth
            bound[index] = owed * FINE // (marks * purses.scale)
            more = owed * best[1] - best[0] * marks
            if more < 0:
                best, least, same = (owed, marks), bound[index], {index: price}
            elif not more:
                same[index] = price
        if not same:
            return bought, purses
        index, *equal = sorted(same, key=market.election.order)
        owed, marks = same[index]
        bought.append(Purchase(index, owed, marks * purses.scale, tuple(equal)))
        purses.pay(index, same[index])
        for gone in (index, *market.rivals[index]):
            bound.pop(gone, None)
