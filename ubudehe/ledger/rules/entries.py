"""Entries: what people say happened, as postings that sum to zero.

Invariants I1, I2 and I4 of the public ledger: balanced per currency, two postings or more and
none of zero, a reversal is the exact negation and is not itself reversed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ubudehe.ledger.rules import accounts

LABOUR_DAY = "LDAY"


@dataclass(frozen=True)
class Posting:
    """An amount on an account: positive debits it, negative credits it; minor units.

    `grant` is the code of the grant whose money it is, where somebody said so.
    """

    account: str
    amount: int
    currency: str
    grant: str | None = None


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


def money_came(
    source: str, into: str, amount: int, currency: str, grant: str | None = None
) -> Transaction:
    """Return the entry for money received from `source` into a place of money."""
    return transaction(
        [
            Posting(accounts.PLACES[into], amount, currency),
            Posting(accounts.SOURCES[source], -amount, currency, grant),
        ]
    )


def foreign_money_came(source: str, amount: int, currency: str, grant: str | None) -> Transaction:
    """Return the entry for money received in a foreign currency, on its own bank account."""
    return transaction(
        [
            Posting(accounts.foreign_bank(currency), amount, currency),
            Posting(accounts.SOURCES[source], -amount, currency, grant),
        ]
    )


def money_exchanged(
    given: int, foreign: str, into: str, got: int, currency: str, grant: str | None
) -> Transaction:
    """Return the entry for foreign money that the bank changed; the rate is `got` / `given`."""
    return transaction(
        [
            Posting(accounts.foreign_bank(foreign), -given, foreign),
            Posting(accounts.EXCHANGE, given, foreign, grant),
            Posting(accounts.PLACES[into], got, currency),
            Posting(accounts.EXCHANGE, -got, currency, grant),
        ]
    )


def we_paid(
    expense: str,
    out_of: str,
    amount: int,
    currency: str,
    grant: str | None = None,
    kept_back: Posting | None = None,
    second: tuple[str, int] | None = None,
) -> Transaction:
    """Return the entry for money spent on the account `expense`.

    `kept_back` credits what is not paid yet to a liability: the expense is the whole `amount`.
    `second` is another grant that pays a part of it, and how much.
    """
    paid = amount + (kept_back.amount if kept_back else 0)
    other, part = second or (None, 0)
    postings = [
        Posting(expense, amount - part, currency, grant),
        Posting(accounts.PLACES[out_of], -paid, currency),
    ]
    postings += [kept_back] if kept_back else []
    postings += [Posting(expense, part, currency, other)] if second else []
    return transaction(postings)


def foreign_spent(
    expense: str, given: int, foreign: str, worth: int, currency: str, grant: str | None
) -> Transaction:
    """Return the entry for foreign money that is spent as it is, such as a fee of its bank.

    It is worth `worth` in the country's currency, in which expenses are told: the rate is
    `worth` / `given`.
    """
    return transaction(
        [
            Posting(expense, worth, currency, grant),
            Posting(accounts.foreign_bank(foreign), -given, foreign),
            Posting(accounts.EXCHANGE, given, foreign, grant),
            Posting(accounts.EXCHANGE, -worth, currency, grant),
        ]
    )


def kept_back_paid(project: str, out_of: str, amount: int, currency: str) -> Transaction:
    """Return the entry for paying what had been kept back on a project."""
    return transaction(
        [
            Posting(accounts.retention(project), amount, currency),
            Posting(accounts.PLACES[out_of], -amount, currency),
        ]
    )


def advance_given(out_of: str, amount: int, currency: str) -> Transaction:
    """Return the entry for money put into somebody's hands to spend and account for."""
    return transaction(
        [
            Posting(accounts.ADVANCES, amount, currency),
            Posting(accounts.PLACES[out_of], -amount, currency),
        ]
    )


def advance_cleared(
    expense: str, spent: int, into: str, returned: int, currency: str, grant: str | None = None
) -> Transaction:
    """Return the entry for an advance accounted for: what was spent and what came back."""
    postings = [
        Posting(expense, spent, currency, grant),
        Posting(accounts.PLACES[into], returned, currency),
        Posting(accounts.ADVANCES, -spent - returned, currency),
    ]
    return transaction([posting for posting in postings if posting.amount])


def people_worked(project: str, days: int, currency: str, rate: int) -> Transaction:
    """Return the entry for labour days given to a project: value beside money, never in it."""
    return transaction(
        [
            Posting(accounts.contributed_labour(project), days * rate, currency),
            Posting(accounts.IN_KIND_LABOUR, -days * rate, currency),
        ],
        Quantity(LABOUR_DAY, days, rate),
    )


def materials_given(project: str, number: int, unit: str, rate: int, currency: str) -> Transaction:
    """Return the entry for materials given: `number` of `unit`, each worth `rate`."""
    return transaction(
        [
            Posting(accounts.contributed_materials(project), number * rate, currency),
            Posting(accounts.IN_KIND_MATERIALS, -number * rate, currency),
        ],
        Quantity(unit, number, rate),
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
        tuple(Posting(p.account, -p.amount, p.currency, p.grant) for p in original.postings),
        tuple(Quantity(q.unit, -q.number, q.rate) for q in original.quantities),
    )


def size_of(done: Transaction, currency: str) -> int | None:
    """Return how much `done` moves, for limits; None if it moves another currency as well."""
    if any(posting.currency != currency for posting in done.postings):
        return None
    return sum(posting.amount for posting in done.postings if posting.amount > 0)


def rate_of(given: int, got: int, foreign_exponent: int, own_exponent: int) -> int:
    """Return what one unit of foreign money became, in hundredths of a unit, rounded."""
    if not given:
        return 0
    return round(Fraction(got * 100 * 10**foreign_exponent, given * 10**own_exponent))


@dataclass(frozen=True)
class Effect:
    """What a posted transaction changes in a village's sums."""

    money_in: int
    money_out: int
    labour_days: int


def effect(done: Transaction, currency: str) -> Effect:
    """Return what `done` adds to money in and out in `currency`, and to labour days.

    A reversal takes away.
    """
    own = [posting for posting in done.postings if posting.currency == currency]
    return Effect(
        money_in=-sum(p.amount for p in own if accounts.is_money_in(p.account)),
        money_out=sum(p.amount for p in own if accounts.is_money_out(p.account)),
        labour_days=sum(q.number for q in done.quantities if q.unit == LABOUR_DAY),
    )
