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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress, repeat
from math import gcd
from operator import mul

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
        supporters, projects = election.supporters, election.projects
        self.reach = {index: supporters[index] / projects[index].cost for index in self.open}
        """Supporters for each minor unit of the cost, roughly: only floats ask for it."""

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

    def holdings(self, counts: Sequence[int], many: Iterable[Payers]) -> list[Fraction]:
        """Return what each of several lists of payers holds together, in minor units.

        `counts` are the ballots in each group.
        """
        factors, held = self._factors(), zip(self.held, self.scale_of, counts, strict=True)
        together = [has * factors[scale] * count for has, scale, count in held]
        return [Fraction(sum(payers.pick(together)), self.scale) for payers in many]

    def price(self, cost: int, payers: Payers) -> tuple[int, int] | None:
        """Return (a, b): each mark pays at most a / b / scale; None if they cannot pay `cost`."""
        return self._price(cost, payers, self._now(payers))

    def _price(self, cost: int, payers: Payers, held: Sequence[int]) -> tuple[int, int] | None:
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
        parts = repeat(part) if self.simple else [part * each for each in payers.points]
        for group, money, gives in zip(payers.groups, held, parts, strict=False):
            left = money * step - gives
            mine[group] = left if left > 0 else 0
            scale_of[group] = now
        return price

    def _now(self, payers: Payers) -> Sequence[int]:
        """Return what each ballot of the payers holds, over the denominator in force."""
        held = payers.pick(self.held)
        if len(self.scales) == 1:
            return held
        factors = self._factors()
        scales = payers.pick(self.scale_of)
        return [has * factors[scale] for has, scale in zip(held, scales, strict=True)]

    def _factors(self) -> list[int]:
        """Return by what a purse of each denominator is multiplied to stand over that in force."""
        return [self.scale // scale for scale in self.scales]


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
        self.together = [self.first * ballot.count for ballot in market.election.ballots]
        """What all ballots of a group hold; beside `held`, since it is asked most."""
        self.bought: list[int] = []
        self.simple = market.simple
        self.exact: Purses | None = None
        self.followed = 0
        # A purse can be the small remainder of a large share: its error is that of the share.
        large = 4e-12 * self.first
        self.doubt = {index: _NEAR + large * market.reach[index] for index in market.open}
        """How far, relatively, floats may be wrong about each project."""
        self.widest = 2 * max(self.doubt.values(), default=_NEAR)
        self.prices = dict.fromkeys(market.open, 0.0)
        """What a mark for each project had to pay at most when it was asked last: it only grows."""

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

    def _rho(self, index: int) -> float | None:
        """Return ρ, None where the payers have not enough; asks the exact purses if in doubt."""
        cost = float(self.market.election.projects[index].cost)
        payers = self.market.payers[index]
        if self.simple and not self.bought:  # everybody holds the same
            money = self.first * self.market.election.supporters[index]
        else:
            money = sum(payers.pick(self.together))
        if abs(money - cost) <= self.doubt[index] * cost:
            if self._follow().price(int(cost), payers) is None:
                return None
        elif money < cost:
            return None
        price = self.prices[index] = self._price(index, cost)
        return price / self.market.worth(index)

    def _price(self, index: int, cost: float) -> float:
        """Return what each mark pays at most: who cannot pay that gives all, the others more."""
        payers, owed, marks = self.market.payers[index], cost, self.market.election.scores[index]
        held: tuple[float, ...]
        together: tuple[float, ...]
        if self.simple and not self.bought and self.first * marks >= owed:
            return owed / marks
        held, points = payers.pick(self.held), payers.points
        price = max(owed / marks, self.prices[index])
        if self.simple and min(held) >= price:
            return price
        together, counts = payers.pick(self.together), payers.counts
        money = sum(together)
        while True:
            if self.simple:
                rich = [has >= price for has in held]
            else:
                rich = [has >= price * each for has, each in zip(held, points, strict=True)]
                if all(rich):
                    return price
            together, counts = tuple(compress(together, rich)), list(compress(counts, rich))
            if not counts:
                return max(has / each for has, each in zip(held, points, strict=False))
            still = sum(together)
            owed, money = owed - (money - still), still
            held = tuple(compress(held, rich))
            if self.simple:
                price = owed / sum(counts)
                if min(held) >= price:
                    return price
            else:
                points = list(compress(points, rich))
                price = owed / sum(map(mul, counts, points))

    def _pay(self, index: int) -> None:
        payers, price = self.market.payers[index], self.prices[index]
        held, together, least = self.held, self.together, 1e-12 * self.first
        for group, count, points in zip(payers.groups, payers.counts, payers.points, strict=True):
            left = held[group] - price * points
            held[group] = left = left if left > least else 0.0
            together[group] = left * count

    def _decide(self, close: list[int]) -> Choice:
        """Return the best of projects that floats cannot tell apart."""
        exact, found = self._follow(), []
        for index in close:
            project = self.market.election.projects[index]
            price = exact.price(project.cost, self.market.payers[index])
            if price is not None:
                rho = Fraction(price[0], price[1] * self.market.worth(index))
                found.append((rho, self.market.election.order(index), index))
        found.sort()
        return found[0][2], tuple(index for rho, _, index in found[1:] if rho == found[0][0])

    def _follow(self) -> Purses:
        """Let the exact purses buy what was bought, and the floats learn from them."""
        exact = self.exact or Purses(len(self.held), self.start, simple=self.simple)
        for index in self.bought[self.followed :]:
            cost, payers = self.market.election.projects[index].cost, self.market.payers[index]
            exact.pay(cost, payers)
            scale = exact.scale
            for group, count in zip(payers.groups, payers.counts, strict=True):
                self.held[group] = exact.held[group] / scale
                self.together[group] = self.held[group] * count
        self.exact, self.followed = exact, len(self.bought)
        return exact
