"""The Method of Equal Shares, counted exactly.

Every voter starts with the same share of the budget. A project is bought where its supporters can
pay it together, each the same for each mark, who has less giving all; of those that can be bought,
the one whose payers pay least for what they get (ρ). Source: Peters, Pierczyński, Skowron, NeurIPS
2021 (arXiv 2008.13276); docs/voting.md, which says how ties are broken. A
project of labour alone costs nothing, so that ρ = 0: such projects are chosen first, and nobody
pays.

Ballots marked alike always hold the same money, so there is one purse for each group of them. Two
ways lead to the same winners: `purchases` in whole numbers over one denominator, and, for large
elections, `quick_purchases` in floats, which asks the exact purses wherever floats could be wrong.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import compress
from math import gcd
from operator import mul, not_

from ubudehe.projects.rules.election import Election, Kind, Payers
from ubudehe.projects.rules.outcome import admissible, rivals

LARGE = 8
"""Groups of ballots from which on floats are tried first."""
_EXACT_BELOW = 2**50
"""Budgets from here on are counted in whole numbers only."""
_NEAR = 1e-9


@dataclass(frozen=True)
class Purchase:
    """A project bought; `price` is what one mark paid at most, in minor units."""

    index: int
    price: Fraction
    equal: tuple[int, ...] = ()
    """Others whose payers would have paid exactly as little for what they get."""


Choice = tuple[int, tuple[int, ...]]
"""A project bought, and others whose payers would have paid exactly as little."""


class Market:
    """What does not change between runs of one election: what is open, and who supports it."""

    def __init__(self, election: Election, *, by_cost: bool) -> None:
        self.election = election
        self.by_cost = by_cost
        self.simple = election.kind is Kind.APPROVAL
        found = admissible(election)
        self.payers = election.payers
        self.rivals = {index: frozenset(rivals(election, index)) for index in found}
        self.free = self._free(found)
        """What takes no money: it is chosen before anything is paid, most votes first."""
        gone = set(self.free).union(*(self.rivals[index] for index in self.free))
        self.open = [index for index in found if index not in gone]

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


class Purses:
    """The money of each group of ballots, exactly: whole numbers over a common denominator.

    A purchase multiplies the denominator. A purse that paid nothing since keeps its old numerator
    and remembers of which denominator it is.
    """

    def __init__(self, groups: int, start: Fraction, *, simple: bool = False) -> None:
        self.simple = simple
        """Whether every mark is worth one point, so that who cannot pay is found by comparing."""
        self.scales = [start.denominator]
        self.held = [start.numerator] * groups
        self.scale_of = [0] * groups

    @property
    def scale(self) -> int:
        """Return the denominator in force."""
        return self.scales[-1]

    def money(self, group: int) -> Fraction:
        """Return what one ballot of a group holds, in minor units."""
        return Fraction(self.held[group], self.scales[self.scale_of[group]])

    def holdings(self, payers: Payers) -> Fraction:
        """Return what all payers hold together, in minor units."""
        return Fraction(sum(map(mul, self._now(payers), payers.counts)), self.scale)

    def settle(self) -> None:
        """Bring all purses to the denominator in force, before many of them are asked."""
        self.held = self._now(Payers(list(range(len(self.held)))))
        self.scale_of = [0] * len(self.held)
        self.scales = [self.scale]

    def price(self, cost: int, payers: Payers) -> tuple[int, int] | None:
        """Return (a, b): each mark pays at most a / b / scale; None if they cannot pay `cost`."""
        return self._price(cost, payers, self._now(payers))

    def _price(self, cost: int, payers: Payers, held: list[int]) -> tuple[int, int] | None:
        counts, points, owed = payers.counts, payers.points, cost * self.scale
        money = sum(map(mul, held, counts))
        if money < owed:
            return None
        while True:
            if self.simple:
                marks = sum(counts)
                need = -(-owed // marks)
                if min(held) >= need:
                    return owed, marks
                rich = [has >= need for has in held]
            else:
                marks = sum(map(mul, counts, points))
                rich = [has * marks >= owed * each for has, each in zip(held, points, strict=True)]
                if all(rich):
                    return owed, marks
                points = list(compress(points, rich))
            held, counts = list(compress(held, rich)), list(compress(counts, rich))
            still = sum(map(mul, held, counts))
            owed, money = owed - (money - still), still

    def pay(self, cost: int, payers: Payers) -> Fraction:
        """Take the price of a project from its payers; return the most that one mark paid."""
        held = self._now(payers)
        found = self._price(cost, payers, held)
        if found is None:
            raise ValueError("the payers cannot pay this")
        owed, marks = found
        price = Fraction(owed, marks * self.scale)
        step = marks // gcd(owed, marks)
        part = owed * step // marks
        self.scales.append(self.scale * step)
        now, mine, scale_of = len(self.scales) - 1, self.held, self.scale_of
        for group, money, points in zip(payers.groups, held, payers.points, strict=True):
            left = money * step - part * points
            mine[group] = left if left > 0 else 0
            scale_of[group] = now
        return price

    def _now(self, payers: Payers) -> list[int]:
        """Return what each ballot of the payers holds, over the denominator in force."""
        held, scale_of = self.held, self.scale_of
        if len(self.scales) == 1:
            return [held[group] for group in payers.groups]
        factors = [self.scale // scale for scale in self.scales]
        return [held[group] * factors[scale_of[group]] for group in payers.groups]


def purchases(market: Market, start: Fraction) -> list[Purchase]:
    """Return what voters with `start` each buy, in order, counted in whole numbers."""
    purses = Purses(len(market.election.ballots), start, simple=market.simple)
    bound = dict.fromkeys(market.open, Fraction(0))
    bought: list[Purchase] = []
    while True:
        best: tuple[Fraction, tuple[int, int, int], int] | None = None
        same: list[tuple[Fraction, tuple[int, int, int], int]] = []
        for index in sorted(bound, key=bound.__getitem__):
            if best is not None and bound[index] > best[0]:
                break  # ρ only grows from round to round
            cost = market.election.projects[index].cost
            found = purses.price(cost, market.payers[index])
            if found is None:
                del bound[index]  # what cannot be paid once never can
                continue
            rho = Fraction(found[0], found[1] * purses.scale * market.worth(index))
            bound[index] = rho
            candidate = (rho, market.election.order(index), index)
            if best is None or rho < best[0]:
                same = []
            if best is None or rho <= best[0]:
                same.append(candidate)
            best = candidate if best is None else min(best, candidate)
        if best is None:
            return bought
        index = best[2]
        price = purses.pay(market.election.projects[index].cost, market.payers[index])
        equal = tuple(other for _, _, other in sorted(same) if other != index)
        bought.append(Purchase(index, price, equal))
        for gone in (index, *market.rivals[index]):
            bound.pop(gone, None)


def exact_choices(market: Market, start: Fraction) -> list[Choice]:
    """Return what `purchases` buys, without prices."""
    return [(one.index, one.equal) for one in purchases(market, start)]


def quick_purchases(market: Market, start: Fraction) -> list[Choice]:
    """Return what `purchases` would buy, in the same order, much sooner."""
    if market.election.budget >= _EXACT_BELOW:
        return exact_choices(market, start)
    return _Quick(market, start).run()


class _Quick:
    """A run in floats beside exact purses that follow when they are needed."""

    def __init__(self, market: Market, start: Fraction) -> None:
        self.market, self.start = market, start
        self.first = float(start)
        self.held = [self.first] * len(market.election.ballots)
        self.bought: list[int] = []
        self.simple = market.simple
        self.exact = Purses(len(self.held), start, simple=self.simple)
        self.followed = 0
        # A purse can be the small remainder of a large share: its error is that of the share.
        self.doubt = {index: self._doubt(index) for index in market.open}
        self.widest = 2 * max(self.doubt.values(), default=_NEAR)

    def run(self) -> list[Choice]:
        """Buy until nothing can be bought."""
        bound = dict.fromkeys(self.market.open, 0.0)
        choices = []
        while (choice := self._best(bound)) is not None:
            index = choice[0]
            choices.append(choice)
            self._pay(index)
            self.bought.append(index)
            for gone in (index, *self.market.rivals[index]):
                bound.pop(gone, None)
        return choices

    def _best(self, bound: dict[int, float]) -> Choice | None:
        best, near = float("inf"), {}
        for index in sorted(bound, key=bound.__getitem__):
            if bound[index] > best * (1 + self.widest):
                break
            rho = self._rho(index)
            if rho is None:
                del bound[index]
                continue
            bound[index] = rho
            if rho <= best * (1 + self.widest):
                near[index] = rho
                best = min(best, rho)
        close = [index for index, rho in near.items() if rho <= best * (1 + self.widest)]
        if len(close) < 2:
            return (close[0], ()) if close else None
        return self._decide(close)

    def _doubt(self, index: int) -> float:
        """Return how far, relatively, floats may be wrong about a project."""
        cost = self.market.election.projects[index].cost
        return _NEAR + 4e-12 * self.first * self.market.election.supporters[index] / cost

    def _rho(self, index: int) -> float | None:
        """Return ρ, None where the payers have not enough; asks the exact purses if in doubt."""
        cost = float(self.market.election.projects[index].cost)
        payers = self.market.payers[index]
        held = None
        if self.simple and not self.bought:  # everybody holds the same
            money = self.first * self.market.election.supporters[index]
        else:
            held = list(map(self.held.__getitem__, payers.groups))
            money = sum(map(mul, held, payers.counts))
        if abs(money - cost) <= self.doubt[index] * cost:
            self._follow()
            if self.exact.price(int(cost), payers) is None:
                return None
            held = list(map(self.held.__getitem__, payers.groups))
        elif money < cost:
            return None
        if held is None:
            return cost / self.market.election.scores[index] / self.market.worth(index)
        return self._price(index, cost, held) / self.market.worth(index)

    def _price(self, index: int, cost: float, held: list[float]) -> float:
        """Return what each mark pays at most: who cannot pay that gives all, the others more."""
        owed, marks = cost, float(self.market.election.scores[index])
        counts, points = self.market.payers[index].counts, self.market.payers[index].points
        while True:
            price = owed / marks
            if self.simple:
                if min(held) >= price:
                    return price
                rich = [has >= price for has in held]
            else:
                rich = [has >= price * each for has, each in zip(held, points, strict=True)]
                if all(rich):
                    return price
            poor = list(map(not_, rich))
            few = list(compress(counts, poor))
            owed -= sum(map(mul, compress(held, poor), few))
            used = sum(few) if self.simple else sum(map(mul, few, compress(points, poor)))
            if marks - used < 0.5:
                return max(has / each for has, each in zip(held, points, strict=False))
            marks -= used
            held, counts = list(compress(held, rich)), list(compress(counts, rich))
            points = points if self.simple else list(compress(points, rich))

    def _pay(self, index: int) -> None:
        held, payers = self.held, self.market.payers[index]
        now = list(map(held.__getitem__, payers.groups))
        price = self._price(index, float(self.market.election.projects[index].cost), now)
        for group, points in zip(payers.groups, payers.points, strict=True):
            left = held[group] - price * points
            held[group] = left if left > 1e-12 * self.first else 0.0

    def _decide(self, close: list[int]) -> Choice:
        """Return the best of projects that floats cannot tell apart."""
        self._follow()
        found = []
        for index in close:
            project = self.market.election.projects[index]
            price = self.exact.price(project.cost, self.market.payers[index])
            if price is not None:
                rho = Fraction(price[0], price[1] * self.market.worth(index))
                found.append((rho, self.market.election.order(index), index))
        found.sort()
        return found[0][2], tuple(index for rho, _, index in found[1:] if rho == found[0][0])

    def _follow(self) -> None:
        """Let the exact purses buy what was bought, and the floats learn from them."""
        for index in self.bought[self.followed :]:
            cost, payers = self.market.election.projects[index].cost, self.market.payers[index]
            self.exact.pay(cost, payers)
            scale = self.exact.scale
            for group in payers.groups:
                self.held[group] = self.exact.held[group] / scale
        self.followed = len(self.bought)
