"""Entries: what people say happened, as postings that sum to zero.

Invariants I1, I2 and I4 of the public ledger: balanced per currency, two postings or more and
none of zero, a reversal is the exact negation and is not itself reversed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ubudehe.ledger.rules import accounts

LABOUR_DAY = "LDAY"
LABOUR_RATE = 1_500
"""Francs at which a labour day is shown beside money: the usual VUP public-works wage outside
Kigali, 1,000 to 2,000 (New Times, 2021). It is never money."""


@dataclass(frozen=True)
class Posting:
    """An amount on an account: positive debits it, negative credits it; minor units."""

    account: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Quantity:
    """Something counted beside money, such as labour days, and the rate at which it is shown."""

    unit: str
    number: int
    rate: int


@dataclass(frozen=True)
class Transaction:
    """What one entry says: postings, and quantities beside them."""

    postings: tuple[Posting, ...]
    quantities: tuple[Quantity, ...] = ()


class Unbalanced(ValueError):
    """Postings that do not sum to zero, are too few, or hold a zero."""


def transaction(postings: Sequence[Posting], *quantities: Quantity) -> Transaction:
    """Return the postings as a transaction; Unbalanced unless they obey I1 and I2."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.currency] += posting.amount
    if any(sums.values()) or len(postings) < 2 or any(p.amount == 0 for p in postings):
        raise Unbalanced(postings)
    return Transaction(tuple(postings), quantities)


def money_came(source: str, into: str, amount: int, currency: str) -> Transaction:
    """Return the entry for money received from `source` into a place of money."""
    return transaction(
        [
            Posting(accounts.PLACES[into], amount, currency),
            Posting(accounts.SOURCES[source], -amount, currency),
        ]
    )


def we_paid(project: str, purpose: str, out_of: str, amount: int, currency: str) -> Transaction:
    """Return the entry for money spent on a purpose of a project (its code, such as P001)."""
    return transaction(
        [
            Posting(accounts.project_expense(project, purpose), amount, currency),
            Posting(accounts.PLACES[out_of], -amount, currency),
        ]
    )


def people_worked(project: str, days: int, currency: str, rate: int = LABOUR_RATE) -> Transaction:
    """Return the entry for labour days given to a project: value beside money, never in it."""
    return transaction(
        [
            Posting(accounts.contributed_labour(project), days * rate, currency),
            Posting(accounts.IN_KIND_LABOUR, -days * rate, currency),
        ],
        Quantity(LABOUR_DAY, days, rate),
    )


def money_moved(out_of: str, into: str, amount: int, currency: str) -> Transaction:
    """Return the entry for money carried from one place of money to another."""
    return transaction(
        [
            Posting(accounts.PLACES[into], amount, currency),
            Posting(accounts.PLACES[out_of], -amount, currency),
        ]
    )


def reversal(original: Transaction) -> Transaction:
    """Return the exact negation of `original`."""
    return Transaction(
        tuple(Posting(p.account, -p.amount, p.currency) for p in original.postings),
        tuple(Quantity(q.unit, -q.number, q.rate) for q in original.quantities),
    )


@dataclass(frozen=True)
class Effect:
    """What a posted transaction changes in a village's sums."""

    money_in: int
    money_out: int
    labour_days: int


def effect(done: Transaction) -> Effect:
    """Return what `done` adds to money in, money out and labour days (a reversal takes away)."""
    return Effect(
        money_in=-sum(p.amount for p in done.postings if accounts.is_money_in(p.account)),
        money_out=sum(p.amount for p in done.postings if accounts.is_money_out(p.account)),
        labour_days=sum(q.number for q in done.quantities if q.unit == LABOUR_DAY),
    )
