"""A financial year of a village's books: month by month, and what is carried over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.sums import Sums, posted_sums
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.months.closed import closed_states
from ubudehe.ledger.months.queries import WholeMoney
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.kinds import Kinds, money_in, money_out
from ubudehe.ledger.rules.months import first_day, month_of, next_month
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick

_PLACES = {account: place for place, account in accounts.PLACES.items()}


@dataclass(frozen=True)
class YearMonth:
    """One month of the year: how far it is, and how it adds up in the country's currency."""

    month: str
    first: date
    state: str
    whole: WholeMoney


@dataclass(frozen=True)
class CarriedOver:
    """What is there at the end: `kind` is a place of money, «foreign», «advances» or «owed».

    What was kept back and is still owed is below zero.
    """

    kind: str
    currency: str
    amount: int


@dataclass(frozen=True)
class YearAccount:
    """A financial year, as the record says today; amounts by kind in the country's currency."""

    first: date
    last: date
    is_over: bool
    whole: WholeMoney
    months: tuple[YearMonth, ...]
    incomes: Kinds
    expenses: Kinds
    carried: tuple[CarriedOver, ...]


def year_account(
    session: Session, village: str, year: int, country: Country, today: date
) -> YearAccount | None:
    """Return the financial year of a village that begins in `year`.

    None before its first entry, and while it has not begun.
    """
    start = date(year, *country.financial_year_start)
    first, last = country.financial_year(start)
    before = posted_sums(session, village, until=first - timedelta(days=1))
    by_month = _by_month(session, village, first, last)
    if first > today or not (before or by_month):
        return None
    months = _months(by_month, before, first, min(last, today), country.currency)
    states = closed_states(session, village)
    sums: Sums = defaultdict(int, before)
    year_sums: Sums = defaultdict(int)
    for of_month in by_month.values():
        for key, amount in of_month.items():
            sums[key] += amount
            year_sums[key] += amount
    there = _liquid(before, country.currency)
    own = year_sums, country.currency
    return YearAccount(
        first=first,
        last=last,
        is_over=last < today,
        whole=WholeMoney(there, *_moved(*own), _liquid(sums, country.currency)),
        months=tuple(
            YearMonth(month, first_day(month), states.get(month, _open(month, today)), whole)
            for month, whole in months
        ),
        incomes=money_in(*own),
        expenses=money_out(*own),
        carried=_carried(sums, country.currency),
    )


def years_of(session: Session, village: str, country: Country, today: date) -> tuple[int, ...]:
    """Return in which years the financial years of a village's books begin, the newest first."""
    query = pick(func.min(LedgerEntry.entry_date)).where(
        LedgerEntry.village == village, is_posted()
    )
    earliest = session.execute(query).scalar_one()
    if earliest is None:
        return ()
    since, now = (country.financial_year(day)[0].year for day in (earliest, today))
    return tuple(range(now, since - 1, -1))


def _by_month(session: Session, village: str, first: date, last: date) -> dict[str, Sums]:
    """Return what was posted in each month, by account and currency; one query."""
    rows = session.execute(
        pick(
            LedgerEntry.entry_date,
            EntryPosting.account,
            EntryPosting.currency,
            func.sum(EntryPosting.amount),
        )
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(
            LedgerEntry.village == village,
            is_posted(),
            col(LedgerEntry.entry_date).between(first, last),
        )
        .group_by(LedgerEntry.entry_date, EntryPosting.account, EntryPosting.currency)
    )
    found: dict[str, Sums] = defaultdict(lambda: defaultdict(int))
    for day, account, currency, amount in rows:
        found[month_of(day)][account, currency] += int(amount)
    return found


def _months(
    by_month: dict[str, Sums], before: Sums, first: date, last: date, own: str
) -> list[tuple[str, WholeMoney]]:
    """Return the months from the first of which the books tell anything."""
    found, there = [], _liquid(before, own)
    month = month_of(first) if before else min(by_month)
    while month <= month_of(last):
        sums = by_month.get(month, {})
        after = there + _liquid(sums, own)
        found.append((month, WholeMoney(there, *_moved(sums, own), after)))
        there, month = after, next_month(month)
    return found


def _moved(sums: Sums, own: str) -> tuple[int, int]:
    """Return what came and what went in the country's currency."""
    came = sum(amount for _, amount in money_in(sums, own))
    return came, sum(amount for _, amount in money_out(sums, own))


def _liquid(sums: Sums, own: str) -> int:
    return sum(
        amount
        for (account, unit), amount in sums.items()
        if unit == own and accounts.is_liquid(account)
    )


def _carried(sums: Sums, own: str) -> tuple[CarriedOver, ...]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (account, currency), amount in sums.items():
        if accounts.is_liquid(account):
            found[_PLACES.get(account, "foreign"), currency] += amount
        elif account == accounts.ADVANCES:
            found["advances", currency] += amount
        elif account.startswith(accounts.RETENTION):
            found["owed", currency] += amount
    order = [*accounts.PLACES, "advances", "owed", "foreign"]
    return tuple(
        CarriedOver(kind, currency, amount)
        for (kind, currency), amount in sorted(
            found.items(), key=lambda one: (order.index(one[0][0]), one[0][1] != own, one[0][1])
        )
        if amount
    )


def _open(month: str, today: date) -> str:
    return "running" if month == month_of(today) else "open"
