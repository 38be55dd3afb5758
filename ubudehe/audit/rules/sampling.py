"""Samples that nobody controls: from the record's signed head and a public draw made after it.

Both parts are needed: a village could add entries until a head alone draws what it likes, and who
makes the draw could choose it if the head were not fixed first. Whole numbers and fractions only.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from typing import Literal
from uuid import UUID

Method = Literal["mus", "simple"]
CHECK_ALL = 60
"""So few items are checked without drawing, unless a size is asked for."""
SIMPLE_SIZE = 60
CONFIDENCE = 95
TOLERABLE = 5
"""Percent of the whole amount that may be misstated."""
_SPACE = 2**256


@dataclass(frozen=True)
class Item:
    """Something that may be drawn: an entry and its amount in minor units, above 0."""

    id: UUID
    number: int
    amount: int


@dataclass(frozen=True)
class Sample:
    """What was drawn, in the order of the record; `interval` is 0 where no money units count."""

    method: str
    """«mus», «simple» or «all»."""
    items: tuple[Item, ...]
    whole: int
    """The sum of all items there are."""
    population: int
    interval: int = 0
    start: int = 0


@dataclass(frozen=True)
class SampleOutcome:
    """What a checked sample says: `upper` is the most that is likely misstated, in minor units.

    For a simple sample `upper` counts entries. `error` is what was found in the sample itself.
    """

    wrong: int
    error: int
    upper: Fraction
    tolerable: Fraction

    @property
    def is_tolerable(self) -> bool:
        """Tell whether the bound lies within what is tolerable."""
        return self.upper <= self.tolerable

    @property
    def rounded_up(self) -> int:
        """Return the bound in whole units, never less than it is."""
        return -(-self.upper.numerator // self.upper.denominator)


def seed_of(origin: str, size: int, root: bytes, draw: str) -> bytes:
    """Return the seed of a signed head and a public draw made after it."""
    told = base64.b64encode(root).decode()
    return sha256(f"ubudehe-sample/v1\n{origin}\n{size}\n{told}\n{draw}\n".encode()).digest()


class Drawer:
    """Numbers below a bound, each as likely as any other, always the same from one seed."""

    def __init__(self, seed: bytes) -> None:
        self._numbers = _stream(seed)

    def below(self, bound: int) -> int:
        """Return the next number from 0 to below `bound`."""
        fair = _SPACE // bound * bound
        return next(one for one in self._numbers if one < fair) % bound


def _stream(seed: bytes) -> Iterator[int]:
    for at in range(2**32):
        yield int.from_bytes(sha256(seed + at.to_bytes(4, "big")).digest(), "big")


def draw(items: Sequence[Item], seed: bytes, method: Method, size: int | None = None) -> Sample:
    """Draw from items in the order of the record; all of them where there are few."""
    whole, most = sum(one.amount for one in items), len(items)
    if (size is None and most <= CHECK_ALL) or (size is not None and size >= most):
        return Sample("all", tuple(items), whole, most)
    if method == "simple":
        return Sample("simple", _simple(items, seed, size or SIMPLE_SIZE), whole, most)
    return _by_money(items, seed, size or _size_for(whole), whole)


def _simple(items: Sequence[Item], seed: bytes, size: int) -> tuple[Item, ...]:
    """Return a simple random sample: the first places of a Fisher-Yates shuffle."""
    order, drawer = list(range(len(items))), Drawer(seed)
    for at in range(size):
        other = at + drawer.below(len(order) - at)
        order[at], order[other] = order[other], order[at]
    return tuple(items[at] for at in sorted(order[:size]))


def _by_money(items: Sequence[Item], seed: bytes, size: int, whole: int) -> Sample:
    """Return a sample by money units: every `interval`-th unit draws the item that holds it."""
    interval = max(whole // size, 1)
    start = 1 + Drawer(seed).below(interval)
    found, before = [], 0
    for one in items:
        until = before + one.amount
        # Units start, start + interval, …: does one of them lie in (before, until]?
        next_unit = start + max(-(-(before + 1 - start) // interval), 0) * interval
        if one.amount >= interval or next_unit <= until:
            found.append(one)
        before = until
    return Sample("mus", tuple(found), whole, len(items), interval, start)


def _size_for(whole: int) -> int:
    tolerable = Fraction(whole * TOLERABLE, 100)
    return -(-factor(0) * whole // tolerable) if whole else 1


def evaluate(sample: Sample, audited: Mapping[UUID, int]) -> SampleOutcome:
    """Return what a sample says, given what was found for each item; KeyError if one lacks.

    What was found above the books does not make up for what was found below.
    """
    short = {one.id: max(one.amount - audited[one.id], 0) for one in sample.items}
    error, wrong = sum(short.values()), sum(audited[one.id] != one.amount for one in sample.items)
    tolerable = Fraction(sample.whole * TOLERABLE, 100)
    if sample.method == "all":
        return SampleOutcome(wrong, error, Fraction(error), tolerable)
    if sample.method == "simple":
        share = factor(wrong) / len(sample.items)
        upper = min(sample.population * share, Fraction(sample.population))
        return SampleOutcome(wrong, error, upper, Fraction(sample.population * TOLERABLE, 100))
    large = [one for one in sample.items if one.amount >= sample.interval]
    taints = sorted(
        (
            Fraction(short[one.id], one.amount)
            for one in sample.items
            if one.amount < sample.interval and short[one.id]
        ),
        reverse=True,
    )
    steps = sum(
        ((factor(at) - factor(at - 1)) * taint for at, taint in enumerate(taints, 1)),
        Fraction(0),
    )
    upper = sample.interval * (factor(0) + steps) + sum(short[one.id] for one in large)
    return SampleOutcome(wrong, error, upper, tolerable)


@cache
def factor(errors: int, confidence: int = CONFIDENCE) -> Fraction:
    """Return the Poisson factor for so many errors, rounded to a thousandth.

    The mean at which no more than `errors` errors would be seen with 1 - confidence only.
    """
    low, high = 0, 1_000 * (2 * errors + 20)
    while low < high:
        middle = (low + high) // 2
        if _is_rare(Fraction(2 * middle + 1, 2_000), errors, confidence):
            high = middle
        else:
            low = middle + 1
    return Fraction(low, 1_000)


def _is_rare(mean: Fraction, errors: int, confidence: int) -> bool:
    """Tell whether at most `errors` events of a Poisson mean are rarer than 1 - confidence."""
    term = few = all_ = Fraction(1)
    for at in range(1, 4 * (int(mean) + errors) + 40):
        # Cut to 2^-96: fractions of many terms would grow without end.
        term = Fraction(int(term * mean / at * 2**96), 2**96)
        few += term if at <= errors else 0
        all_ += term
    return few * 100 <= (100 - confidence) * all_
