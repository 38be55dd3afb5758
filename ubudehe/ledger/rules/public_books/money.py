"""What posted entries sum to: balances by account and day, money in and out, labour days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.public_books.faults import Faults

_ROOTS = ("Assets:", "Liabilities:", "Equity:", "Income:", "Expenses:")
_BANKS = "Assets:Bank:"

Posting = tuple[str, int, str]
"""Account, amount in minor units (debit positive), currency."""


class _Kind:
    """What matters about an account, looked up once."""

    __slots__ = ("is_in", "is_out", "liquid")

    def __init__(self, account: str) -> None:
        self.liquid = account in accounts.LIQUID or account.startswith(_BANKS)
        self.is_in = accounts.is_money_in(account)
        self.is_out = accounts.is_money_out(account)


class Money:
    """The sums of a village."""

    def __init__(self) -> None:
        self.balances: dict[tuple[str, str], int] = defaultdict(int)
        """By currency and account."""
        self.money_in: dict[str, int] = defaultdict(int)
        self.money_out: dict[str, int] = defaultdict(int)
        self.labour_days = 0
        self._by_day: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._posted_at: dict[tuple[str, str, str], int] = {}
        self._kinds: dict[str, _Kind] = {}

    def post(
        self, index: int, day: str, postings: Sequence[Posting], qty: Sequence[Mapping[str, Any]]
    ) -> None:
        """Add what one posted entry changes; `index` is the leaf that posted it."""
        balances, by_day = self.balances, self._by_day
        for account, amount, currency in postings:
            place = currency, account
            balances[place] += amount
            by_day[place][day] += amount
            kind = self._kinds.get(account) or self._kinds.setdefault(account, _Kind(account))
            if kind.liquid:
                self._posted_at[currency, account, day] = index
            elif kind.is_in:
                self.money_in[currency] -= amount
            elif kind.is_out:
                self.money_out[currency] += amount
        for quantity in qty:
            if quantity["u"] == LABOUR_DAY:
                self.labour_days += quantity["n"]

    def until(self, day: str) -> dict[tuple[str, str], int]:
        """Return what was posted up to the end of `day`, by currency and account, without zeros."""
        sums = {
            place: sum(amount for when, amount in days.items() if when <= day)
            for place, days in self._by_day.items()
        }
        return {place: amount for place, amount in sums.items() if amount}

    def trial_balance(self) -> dict[str, dict[str, int]]:
        """Return the balance of each account that is not zero, by currency."""
        found: dict[str, dict[str, int]] = {}
        for (currency, account), amount in sorted(self.balances.items()):
            if amount:
                found.setdefault(currency, {})[account] = amount
        return found

    def check(self, faults: Faults) -> None:
        """Note every account of money that ends a day below zero (I7), and sums not zero (I8)."""
        for (currency, account), days in sorted(self._by_day.items()):
            if not self._kinds[account].liquid:
                continue
            balance = 0
            for day in sorted(days):
                balance += days[day]
                if balance < 0:
                    faults.add(
                        self._posted_at[currency, account, day],
                        "I7",
                        N_("%(account)s ends %(day)s below zero: %(amount)s %(currency)s."),
                        account=account,
                        day=day,
                        amount=balance,
                        currency=currency,
                    )
                    break
        for currency, held in self.trial_balance().items():
            if total := sum(held.values()):
                faults.add(
                    None,
                    "I8",
                    N_("All balances in %(currency)s together are %(amount)s, not zero."),
                    currency=currency,
                    amount=total,
                )


def is_account(name: object) -> bool:
    """Tell whether `name` is an account under one of the five roots."""
    return isinstance(name, str) and name.startswith(_ROOTS)
