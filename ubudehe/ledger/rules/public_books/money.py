"""What posted entries sum to: balances by account and day, money in and out, labour days."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.owed import is_overpaid, is_owed
from ubudehe.ledger.rules.public_books.faults import Faults

Posting = tuple[str, int, str]
"""Account, amount in minor units (debit positive), currency."""


class _Held:
    """What lies on one account in one currency, by day."""

    __slots__ = ("balance", "changes", "is_liquid", "is_owed", "posted_at")

    def __init__(self, account: str) -> None:
        self.balance = 0
        self.changes: dict[str, int] = {}
        self.posted_at: dict[str, int] = {}
        self.is_liquid = accounts.is_liquid(account)
        self.is_owed = is_owed(account)


class Money:
    """The sums of a village."""

    def __init__(self, faults: Faults) -> None:
        self.labour_days = 0
        self._faults = faults
        self._held: dict[tuple[str, str], _Held] = {}
        """By account and currency."""

    def post(
        self, index: int, day: str, postings: Sequence[Posting], qty: Sequence[Mapping[str, Any]]
    ) -> None:
        """Add what one posted entry changes; `index` is the leaf that posted it."""
        all_held = self._held
        for account, amount, currency in postings:
            place = account, currency
            held = all_held.get(place)
            if held is None:
                held = all_held[place] = _Held(account)
            held.balance += amount
            changes = held.changes
            changes[day] = changes.get(day, 0) + amount
            if held.is_liquid:
                held.posted_at[day] = index
            elif held.is_owed and is_overpaid(held.balance):
                text = N_("More is paid on %(account)s than was kept back.")
                self._faults.add(index, "I7", text, account=account)
        for quantity in qty:
            if quantity["u"] == LABOUR_DAY:
                self.labour_days += quantity["n"]

    def until(self, day: str) -> dict[tuple[str, str], int]:
        """Return what was posted up to the end of `day`, by account and currency, without zeros."""
        sums = {
            place: sum(amount for when, amount in held.changes.items() if when <= day)
            for place, held in self._held.items()
        }
        return {place: amount for place, amount in sums.items() if amount}

    def trial_balance(self) -> dict[str, dict[str, int]]:
        """Return the balance of each account that is not zero, by currency."""
        found: dict[str, dict[str, int]] = {}
        for (account, currency), held in sorted(self._held.items(), key=_by_currency):
            if held.balance:
                found.setdefault(currency, {})[account] = held.balance
        return found

    def money_in(self) -> dict[str, int]:
        """Return what came in money, by currency, where something came."""
        return self._flow(accounts.is_money_in, -1)

    def money_out(self) -> dict[str, int]:
        """Return what was spent in money, by currency, where something was."""
        return self._flow(accounts.is_money_out, 1)

    def _flow(self, counts: Callable[[str], bool], sign: int) -> dict[str, int]:
        sums: dict[str, int] = {}
        for (account, currency), held in sorted(self._held.items(), key=_by_currency):
            if counts(account):
                sums[currency] = sums.get(currency, 0) + sign * held.balance
        return {currency: amount for currency, amount in sums.items() if amount}

    def check(self) -> None:
        """Note every account of money that ends a day below zero (I7).

        That all balances together are zero (I8) follows from each entry being so (I1).
        """
        for (account, currency), held in sorted(self._held.items(), key=_by_currency):
            short = first_shortfall(held.changes.items()) if held.is_liquid else None
            if short is not None:
                day, amount = short
                self._faults.add(
                    held.posted_at[day],
                    "I7",
                    N_("%(account)s ends %(day)s below zero: %(amount)s %(currency)s."),
                    account=account,
                    day=day,
                    amount=amount,
                    currency=currency,
                )


def _by_currency(one: tuple[tuple[str, str], _Held]) -> tuple[str, str]:
    (account, currency), _held = one
    return currency, account
