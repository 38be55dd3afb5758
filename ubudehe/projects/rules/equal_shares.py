"""The Method of Equal Shares, counted exactly.

Every voter starts with the same share of the budget. A project is bought where its supporters can
pay it together, each the same for each mark, who has less giving all; of those that can be bought,
the one whose payers pay least for what they get (ρ). Source: Peters, Pierczyński, Skowron, NeurIPS
2021 (arXiv 2008.13276); docs/voting.md, which says how ties are broken.

Ballots marked alike always hold the same money, so there is one purse for each group of them. Two
ways lead to the same winners: `purchases` in whole numbers over one denominator, and, for large
elections, `quick_purchases` in floats, which asks the exact purses wherever floats could be wrong.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from ubudehe.projects.rules.election import Election, Kind, Payers
from ubudehe.projects.rules.outcome import admissible, rivals

_Payer = tuple[int, int, int, int]
"""(group, money of each ballot, ballots, points)."""
LARGE = 600
"""Groups of ballots from which on floats are tried first."""
_EXACT_BELOW = 2**50
"""Budgets from here on are counted in whole numbers only."""
_NEAR = 1e-9


@dataclass(frozen=True)
class Purchase:
    """A project bought; `price` is what one mark paid at most, in minor units."""

    index: int
    price: Fraction


class Market:
    """What does not change between runs of one election: what is open, and who supports it."""

    def __init__(self, election: Election, *, by_cost: bool) -> None:
        self.election = election
        self.by_cost = by_cost
        self.open = admissible(election)
        self.payers = election.payers
        self.rivals = {index: frozenset(rivals(election, index)) for index in self.open}

    def worth(self, index: int) -> int:
        """Return the utility of one mark: the project's cost, or 1."""
        return self.election.projects[index].cost if self.by_cost else 1


class Purses:
    """The money of each group of ballots, exactly: whole numbers over a common denominator.

    A purchase multiplies the denominator. A purse that paid nothing since keeps its old numerator
    and remembers of which denominator it is.
    """

    def __init__(self, groups: int, start: Fraction) -> None:
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
        return Fraction(sum(money * count for _, money, count, _ in self._now(payers)), self.scale)

    def price(self, cost: int, payers: Payers) -> tuple[int, int] | None:
        """Return (a, b): each mark pays at most a / b / scale; None if they cannot pay `cost`."""
        return self._price(cost, self._now(payers))

    def _price(self, cost: int, now: list[_Payer]) -> tuple[int, int] | None:
        owed = cost * self.scale
        if sum([money * count for _, money, count, _ in now]) < owed:
            return None
        while True:
            marks = sum([count * points for _, _, count, points in now])
            rich = [payer for payer in now if payer[1] * marks >= owed * payer[3]]
            if len(rich) == len(now):
                return owed, marks
            paid = sum([money * count for _, money, count, _ in now])
            owed -= paid - sum([money * count for _, money, count, _ in rich])
            now = rich

    def pay(self, cost: int, payers: Payers) -> Fraction:
        """Take the price of a project from its payers; return the most that one mark paid."""
        now = self._now(payers)
        found = self._price(cost, now)
        if found is None:
            raise ValueError("the payers cannot pay this")
        owed, marks = found
        price = Fraction(owed, marks * self.scale)
        step = marks // gcd(owed, marks)
        part = owed * step // marks
        self.scales.append(self.scale * step)
        for group, money, _, points in now:
            self.held[group] = max(money * step - part * points, 0)
            self.scale_of[group] = len(self.scales) - 1
        return price

    def _now(self, payers: Payers) -> list[_Payer]:
        """Return payers with what each ballot holds, over the denominator in force."""
        factors = [self.scale // scale for scale in self.scales]
        held, scale_of = self.held, self.scale_of
        return [
            (group, held[group] * factors[scale_of[group]], count, points)
            for group, count, points in payers
        ]


def purchases(market: Market, start: Fraction) -> list[Purchase]:
    """Return what voters with `start` each buy, in order, counted in whole numbers."""
    purses = Purses(len(market.election.ballots), start)
    bound = dict.fromkeys(market.open, Fraction(0))
    bought: list[Purchase] = []
    while True:
        best: tuple[Fraction, tuple[int, int, int], int] | None = None
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
            best = candidate if best is None else min(best, candidate)
        if best is None:
            return bought
        index = best[2]
        price = purses.pay(market.election.projects[index].cost, market.payers[index])
        bought.append(Purchase(index, price))
        for gone in (index, *market.rivals[index]):
            bound.pop(gone, None)


def quick_purchases(market: Market, start: Fraction) -> list[int]:
    """Return the indices of what `purchases` would buy, in the same order, much sooner."""
    if market.election.budget >= _EXACT_BELOW:
        return [purchase.index for purchase in purchases(market, start)]
    return _Quick(market, start).run()


class _Quick:
    """A run in floats beside exact purses that follow when they are needed."""

    def __init__(self, market: Market, start: Fraction) -> None:
        self.market, self.start = market, start
        self.first = float(start)
        self.held = [self.first] * len(market.election.ballots)
        self.bought: list[int] = []
        self.exact = Purses(len(self.held), start)
        self.followed = 0
        self.simple = market.election.kind is Kind.APPROVAL

    def run(self) -> list[int]:
        """Buy until nothing can be bought."""
        bound = dict.fromkeys(self.market.open, 0.0)
        while (index := self._best(bound)) is not None:
            self._pay(index)
            self.bought.append(index)
            for gone in (index, *self.market.rivals[index]):
                bound.pop(gone, None)
        return self.bought

    def _best(self, bound: dict[int, float]) -> int | None:
        best, near = float("inf"), {}
        for index in sorted(bound, key=bound.__getitem__):
            if bound[index] > best * (1 + _NEAR):
                break
            rho = self._rho(index)
            if rho is None:
                del bound[index]
                continue
            bound[index] = rho
            if rho <= best * (1 + _NEAR):
                near[index] = rho
                best = min(best, rho)
        close = [index for index, rho in near.items() if rho <= best * (1 + _NEAR)]
        if len(close) < 2:
            return close[0] if close else None
        return self._decide(close)

    def _rho(self, index: int) -> float | None:
        """Return ρ, None where the payers have not enough; asks the exact purses if in doubt."""
        cost = float(self.market.election.projects[index].cost)
        payers, held = self.market.payers[index], self.held
        if self.bought:
            money = sum([held[group] * count for group, count, _ in payers])
        else:
            money = self.first * self.market.election.supporters[index]
        if abs(money - cost) <= _NEAR * cost:
            self._follow()
            if self.exact.price(int(cost), payers) is None:
                return None
            money = cost
        elif money < cost:
            return None
        return self._price(index, cost) / self.market.worth(index)

    def _price(self, index: int, cost: float) -> float:
        """Return what each mark pays at most: who cannot pay that gives all, the others more."""
        held, owed, marks = self.held, cost, float(self.market.election.scores[index])
        payers: Payers = self.market.payers[index]
        if self.simple and not self.bought:
            return owed / marks
        while True:
            price = owed / marks
            poor = [payer for payer in payers if held[payer[0]] < price * payer[2]]
            if not poor:
                return price
            paid = sum([held[group] * count for group, count, _ in poor])
            used = sum([count * points for _, count, points in poor])
            if marks - used < 0.5:
                return max(held[group] / points for group, _, points in payers)
            owed, marks = owed - paid, marks - used
            if len(poor) * 4 > len(payers):
                payers = [payer for payer in payers if held[payer[0]] >= price * payer[2]]
            else:
                gone = {group for group, _, _ in poor}
                payers = [payer for payer in payers if payer[0] not in gone]

    def _pay(self, index: int) -> None:
        price = self._price(index, float(self.market.election.projects[index].cost))
        held = self.held
        for group, _, points in self.market.payers[index]:
            left = held[group] - price * points
            held[group] = left if left > 1e-12 * self.first else 0.0

    def _decide(self, close: list[int]) -> int:
        """Return the best of projects that floats cannot tell apart."""
        self._follow()
        found = []
        for index in close:
            project = self.market.election.projects[index]
            price = self.exact.price(project.cost, self.market.payers[index])
            if price is not None:
                rho = Fraction(price[0], price[1] * self.market.worth(index))
                found.append((rho, self.market.election.order(index), index))
        return min(found)[2]

    def _follow(self) -> None:
        """Let the exact purses buy what was bought, and the floats learn from them."""
        for index in self.bought[self.followed :]:
            cost, payers = self.market.election.projects[index].cost, self.market.payers[index]
            self.exact.pay(cost, payers)
            scale = self.exact.scale
            for group, _, _ in payers:
                self.held[group] = self.exact.held[group] / scale
        self.followed = len(self.bought)
