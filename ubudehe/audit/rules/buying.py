"""Flags about what is bought from whom, and at what price."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from math import lcm
from uuid import UUID

from ubudehe.audit.rules.facts import BooksFacts, EntryFact, PurchaseFact
from ubudehe.audit.rules.flag import Flag, Maker, flag_rule, held_since
from ubudehe.places.pack import AuditLimits

_ENOUGH_PURCHASES = 10
_ENOUGH_IN_A_MONTH = 20
_ENOUGH_OF_SUPPLIERS = 5
_ENOUGH_PRICES = 8
_PRICE_DAYS = 180
_FAR = 350
"""In hundredths: how many times the usual spread a price lies above the middle one."""


def _by_payee(entries: tuple[EntryFact, ...]) -> dict[str, list[EntryFact]]:
    found: dict[str, list[EntryFact]] = defaultdict(list)
    for one in entries:
        if one.payee_words:
            found[one.payee_words].append(one)
    return found


def _is_private(entries: tuple[EntryFact, ...]) -> bool:
    return not all(one.payee_public for one in entries)


@flag_rule("F02", "days", "payments: payee, amount, day")
def twice(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield two payments of one amount to one payee within some days."""
    for _, found in sorted(_by_payee(village.payments).items()):
        by_amount: dict[int, list[EntryFact]] = defaultdict(list)
        for one in sorted(found, key=lambda one: (one.day, one.number)):
            by_amount[one.spent(village.currency)].append(one)
        for same in by_amount.values():
            for pair in pairwise(same):
                if (pair[1].day - pair[0].day).days <= limits.twice_days:
                    yield made.of(pair, limits.twice_days, personal=_is_private(pair))


@flag_rule("F04", "money", "payments: payee, what for, amount, day; the village's rule")
def split(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield payments to one payee for one purpose, each below the limit, together not."""
    groups: dict[tuple[str, str], list[EntryFact]] = defaultdict(list)
    for one in village.payments:
        limit = village.rule_on(one.day).quotes_from
        if one.payee_words and one.spent(village.currency) < limit:
            groups[one.payee_words, one.purpose].append(one)
    for _, group in sorted(groups.items()):
        group.sort(key=lambda one: (one.day, one.number))
        at = 0
        while at < len(group):
            end = group[at].day + timedelta(days=limits.split_days)
            window = tuple(one for one in group[at:] if one.day < end)
            limit = village.rule_on(window[-1].day).quotes_from
            if len(window) > 1 and sum(one.spent(village.currency) for one in window) >= limit:
                yield made.of(window, limit, personal=_is_private(window))
                at += len(window)
            else:
                at += 1


def _just_under(village: BooksFacts, one: EntryFact, percent: int) -> bool:
    limit, spent = village.rule_on(one.day).quotes_from, one.spent(village.currency)
    return limit * percent <= spent * 100 < limit * 100


@flag_rule("F05", "money", "payments: amount; the village's rule")
def just_under(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield payments a little below the limit from which several sellers are asked."""
    for one in village.payments:
        if _just_under(village, one, limits.just_under_percent):
            yield made.of((one,), village.rule_on(one.day).quotes_from)


@flag_rule("F05s", "percent", "payments of a year: amount; the village's rule")
def often_just_under(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield years in which many payments lie a little below the limit."""

    def close(paid: tuple[EntryFact, ...]) -> tuple[EntryFact, ...]:
        return tuple(one for one in paid if _just_under(village, one, limits.just_under_percent))

    def holds(paid: tuple[EntryFact, ...]) -> bool:
        many = len(close(paid)) * 100 > limits.just_under_share * len(paid)
        return len(paid) >= _ENOUGH_PURCHASES and many

    for year in village.years:
        paid = village.purchases_of(year)
        if holds(paid):
            since = held_since(paid, holds)
            yield made.of(close(paid), limits.just_under_share, since=since, subject=str(year))


@flag_rule("F09", "money", "payments: amount; the village's rule")
def round_payment(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield large payments of a round amount in one line."""
    for one in village.payments:
        spent, large = one.spent(village.currency), village.rule_on(one.day).quotes_from
        if spent >= large and spent % limits.round_single == 0 and len(one.postings) == 2:
            yield made.of((one,), limits.round_single)


@flag_rule("F09s", "percent", "payments of a month: amount")
def round_month(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield months in which most payments are round."""

    def plain(paid: tuple[EntryFact, ...]) -> tuple[EntryFact, ...]:
        step = limits.round_step
        return tuple(one for one in paid if one.spent(village.currency) % step == 0)

    def holds(paid: tuple[EntryFact, ...]) -> bool:
        most = len(plain(paid)) * 100 > limits.round_share * len(paid)
        return len(paid) >= _ENOUGH_IN_A_MONTH and most

    by_month: dict[str, list[EntryFact]] = defaultdict(list)
    for one in village.payments:
        by_month[f"{one.day:%Y-%m}"].append(one)
    for month, found in sorted(by_month.items()):
        paid = tuple(found)
        if holds(paid):
            since = held_since(paid, holds)
            yield made.of(plain(paid), limits.round_share, since=since, subject=month)


@flag_rule("F17", "percent", "payments of a year: payee, amount")
def one_supplier(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield years in which one payee got most of the money."""

    def holds(paid: tuple[EntryFact, ...], payee: str) -> bool:
        whole = sum(one.spent(village.currency) for one in paid)
        own = sum(one.spent(village.currency) for one in paid if one.payee_words == payee)
        return len(paid) >= _ENOUGH_OF_SUPPLIERS and own * 100 > limits.supplier_percent * whole

    for year in village.years:
        paid = village.purchases_of(year)
        for payee, found in sorted(_by_payee(paid).items()):
            if holds(paid, payee):
                yield made.of(
                    tuple(found),
                    limits.supplier_percent,
                    since=held_since(paid, partial(holds, payee=payee)),
                    subject=str(year),
                    personal=_is_private(tuple(found)),
                )


@flag_rule("F18", "number", "payments: amount, number of sellers asked; the village's rule")
def few_quotes(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield large payments before which fewer sellers were asked than expected."""
    for one in village.payments:
        large = one.spent(village.currency) >= village.rule_on(one.day).quotes_from
        if large and (one.quotes or 0) < limits.quotes:
            yield made.of((one,), limits.quotes)


@flag_rule("F19", "number", "purchases of listed items in the district within 180 days")
def price_outlier(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield purchases at a price far from what the district pays (modified z-score over 3.5)."""
    wanted = {one.item for one in village.payments if one.item is not None and one.item_number}
    by_item = _by_item(one for one in village.purchases if one.item in wanted) if wanted else {}
    for one in village.payments:
        if one.item is None or not one.item_number:
            continue
        own = PurchaseFact(one.id, one.item, one.day, one.spent(village.currency), one.item_number)
        if _is_outlier(own, by_item.get(one.item, [])):
            yield made.of((one,), _FAR)


def far_off(purchases: Iterable[PurchaseFact]) -> frozenset[UUID]:
    """Return which of a district's purchases lie far from what the others of them paid."""
    by_item = _by_item(bought := tuple(purchases))
    return frozenset(one.entry for one in bought if _is_outlier(one, by_item[one.item]))


def _is_outlier(own: PurchaseFact, found: list[tuple[int, int, int, int]]) -> bool:
    day = own.day.toordinal()
    first = bisect_left(found, (day - _PRICE_DAYS,))
    end = bisect_left(found, (day + _PRICE_DAYS + 1,))
    me = own.entry.int
    others = [(amount, number) for _, amount, number, entry in found[first:end] if entry != me]
    return len(others) >= _ENOUGH_PRICES and is_far((own.amount, own.number), others)


def _by_item(purchases: Iterable[PurchaseFact]) -> dict[str, list[tuple[int, int, int, int]]]:
    """Return (day, amount, number, entry) of what a district bought, in order of days."""
    found: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for one in purchases:
        found[one.item].append((one.day.toordinal(), one.amount, one.number, one.entry.int))
    for rows in found.values():
        rows.sort()
    return found


def is_far(own: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """Tell whether a price lies far above those of others; each is (amount, for how many).

    In whole numbers: all prices by one denominator, medians twice as large. A district buys
    thousands of things a year, and sorting fractions takes ten times as long.
    """
    by = lcm(own[1], *{number for _, number in others})
    prices = sorted(amount * (by // number) for amount, number in others)
    price, middle = own[0] * (by // own[1]), _two_medians(prices)
    if 2 * price <= middle:
        return False
    spread = _two_medians(sorted(abs(2 * other - middle) for other in prices))
    if spread:
        return (2 * price - middle) * 2 * 6_745 > _FAR * 100 * spread
    return price * 4 > middle * 3


def _two_medians(ordered: list[int]) -> int:
    """Return twice the median of numbers in their order."""
    return ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
