"""What a giver's file says was sent, compared with what a village booked: difference by difference.

Nothing is guessed: a currency is never converted, an amount never rounded, and what the file does
not say of this village's grants is only counted.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal
from uuid import UUID

from ubudehe.audit.rules.aid_file import AidSent

Difference = Literal["same", "day", "amount", "currency", "not_booked", "not_told"]
DIFFERENCES: tuple[Difference, ...] = (
    "not_booked",
    "not_told",
    "amount",
    "currency",
    "day",
    "same",
)
"""In the order in which they are told: what somebody must look at comes first."""
_SHORTEST = 6
"""An activity's id shorter than that is not looked for in a grant's words."""
_VALUE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class KnownGrant:
    """A grant of the village, as a file may name it."""

    id: UUID
    code: str
    giver: str
    purpose: str
    reference: str = ""
    """The giver's own reference, where it is written down."""


@dataclass(frozen=True)
class SentMoney:
    """Money that a file says was sent, in minor units, and the grants that it may be of."""

    activity: str
    day: date
    amount: int
    currency: str
    grants: tuple[str, ...]


@dataclass(frozen=True)
class ReceivedMoney:
    """Money of a grant that came by an entry which stands, in minor units."""

    entry: UUID
    number: int
    day: date
    amount: int
    currency: str
    grant: str


@dataclass(frozen=True)
class ComparedMoney:
    """What was sent beside what came of it; one of both is None where the other side is silent."""

    difference: Difference
    sent: SentMoney | None
    received: ReceivedMoney | None


Fits = Callable[[SentMoney, ReceivedMoney], bool]


def grants_meant(sent: AidSent, village: str, grants: Sequence[KnownGrant]) -> tuple[str, ...]:
    """Return the codes of the grants of a village that a disbursement may be of.

    An activity's id that ends as ours do (`…-VILLAGE-GRANT`) says it, or that is the giver's own
    reference, or, where no grant has that, that stands in a grant's purpose; else the giver's
    name does, where the file also names the village by its code.
    """
    ids = [_folded(one) for one in sent.activities]
    ours = [g for g in grants if any(one.endswith(f"-{village}-{_folded(g.code)}") for one in ids)]
    long = [one for one in ids if len(one) >= _SHORTEST]
    told = ours or [g for g in grants if _folded(g.reference) in ids and g.reference]
    told = told or [g for g in grants if any(_stands_in(one, g.purpose) for one in long)]
    if not told and any(village in re.findall("[0-9]+", one) for one in sent.around):
        names = {_folded(one) for one in sent.givers}
        told = [g for g in grants if _folded(g.giver) in names]
    return tuple(g.code for g in told)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _stands_in(id_: str, words: str) -> bool:
    """Tell whether an id stands in a text whole, not as the beginning of a longer one."""
    return bool(re.search(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", _folded(words)))


def sent_money(
    sent: AidSent, grants: tuple[str, ...], exponent_of: Callable[[str], int]
) -> SentMoney | None:
    """Return what a disbursement says as numbers; None where its day or amount is none."""
    currency = sent.currency.strip().upper()
    if not (_VALUE.fullmatch(sent.value) and re.fullmatch("[A-Z]{3}", currency)):
        return None
    try:
        day = date.fromisoformat(sent.day[:10])
        minor = Decimal(sent.value).scaleb(exponent_of(currency))
    except (ValueError, KeyError, InvalidOperation):
        return None
    whole = int(minor)
    if whole != minor:
        return None
    return SentMoney(sent.activities[0] if sent.activities else "", day, whole, currency, grants)


def compare(
    sent: Iterable[SentMoney], received: Iterable[ReceivedMoney], days: int
) -> tuple[ComparedMoney, ...]:
    """Return each thing sent and each thing received once, beside what is most like it.

    First what is the same within `days`, then what differs in the day, the amount, the currency
    alone; at last what stands alone. Of the grants of which the file says nothing, nothing is said.
    """
    left = sorted(
        sent, key=lambda one: (one.day, one.amount, one.currency, one.activity, one.grants)
    )
    spoken = {grant for one in left for grant in one.grants}
    booked = sorted(
        (one for one in received if one.grant in spoken), key=lambda one: (one.day, one.number)
    )

    def near(one: SentMoney, other: ReceivedMoney) -> bool:
        return abs((other.day - one.day).days) <= days

    def alike(one: SentMoney, other: ReceivedMoney) -> bool:
        return one.currency == other.currency and one.amount == other.amount

    steps: tuple[tuple[Difference, Fits], ...] = (
        ("same", lambda one, other: alike(one, other) and near(one, other)),
        ("day", alike),
        ("amount", lambda one, other: one.currency == other.currency and near(one, other)),
        ("currency", lambda one, other: one.currency != other.currency and near(one, other)),
    )
    found: list[ComparedMoney] = []
    for difference, fits in steps:
        found += _paired(left, booked, difference, fits)
    found += [ComparedMoney("not_booked", one, None) for one in left]
    found += [ComparedMoney("not_told", None, one) for one in booked]
    return tuple(sorted(found, key=lambda one: DIFFERENCES.index(one.difference)))


def _paired(
    left: list[SentMoney], booked: list[ReceivedMoney], difference: Difference, fits: Fits
) -> list[ComparedMoney]:
    """Take out of both lists what fits together.

    Of the same within some days the earliest is taken: so as many as can be find their like. Of
    what differs, the nearest.
    """
    found: list[ComparedMoney] = []
    for one in tuple(left):
        fitting = [other for other in booked if other.grant in one.grants and fits(one, other)]
        if not fitting:
            continue
        other = fitting[0] if difference == "same" else min(fitting, key=_distance_to(one))
        left.remove(one)
        booked.remove(other)
        found.append(ComparedMoney(difference, one, other))
    return found


def _distance_to(one: SentMoney) -> Callable[[ReceivedMoney], tuple[int, int, int]]:
    return lambda other: (
        abs((other.day - one.day).days),
        abs(other.amount - one.amount),
        other.number,
    )
