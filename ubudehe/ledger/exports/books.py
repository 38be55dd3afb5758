"""A village's posted entries in one piece, as every export needs them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from ubudehe.language.amounts import exponent_of
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import rate_of
from ubudehe.record.rules.notes import Checkpoint

BROUGHT_FORWARD = "Equity:BroughtForward"
"""What came and went before the first day of a part of the books, so that the part balances."""


@dataclass(frozen=True)
class AskedBooks:
    """Which part of the books: entries dated from `since` to `until`, both included.

    `size` asks for what the record said when it held so many acts.
    """

    since: date | None = None
    until: date | None = None
    size: int | None = None

    @property
    def name(self) -> str:
        """Return what tells this part from others in the name of a file."""
        parts = (
            f"from-{self.since}" if self.since else "",
            f"to-{self.until}" if self.until else "",
            f"at-{self.size}" if self.size is not None else "",
        )
        return "-".join(part for part in parts if part) or "all"


@dataclass(frozen=True)
class Line:
    """One posting, in minor units."""

    account: str
    amount: int
    currency: str
    grant: str | None

    @property
    def way(self) -> str:
        """Return «in» or «out» where money comes to a place of money or leaves it, or nothing."""
        if not accounts.is_liquid(self.account):
            return ""
        return "in" if self.amount > 0 else "out"


@dataclass(frozen=True)
class BookedEntry:
    """One posted entry. `payee` only where it is public; `leaf` is its proposal in the record."""

    number: int
    day: date
    kind: str
    what: str
    payee: str | None
    project: UUID | None
    reverses: int | None
    leaf: int
    lines: tuple[Line, ...]
    quantities: tuple[tuple[str, int, int], ...]
    posted_on: date | None = None
    project_code: str = ""
    photos: tuple[str, ...] = ()
    """SHA-256 of each photo that stood behind it, in hex."""
    grade: str = ""
    """The best class of its evidence: A, B, C, or nothing."""
    agreed: tuple[str, ...] = ()
    """The roles of those who approved it, in order."""
    id: UUID | None = None
    """Its address ends with it; None where it was made without a database."""


@dataclass(frozen=True)
class ExportedBooks:
    """Posted entries of a village by day, and the head of the record that vouches for them.

    `opening` holds what every account held before the first day that was asked for.
    """

    village: str
    origin: str
    currency: str
    exponent: int
    checkpoint: Checkpoint | None
    entries: tuple[BookedEntry, ...]
    asked: AskedBooks = field(default_factory=AskedBooks)
    opening: tuple[Line, ...] = ()

    def decimal(self, amount: int, currency: str) -> Decimal:
        """Return an amount in units of its currency, with all its decimals."""
        own = currency == self.currency
        return Decimal(amount).scaleb(-(self.exponent if own else exponent_of(currency)))

    def rate(self, entry: BookedEntry) -> Decimal | None:
        """Return what one unit of foreign money became, in the country's currency, or None."""
        given = next((line for line in entry.lines if line.currency != self.currency), None)
        got = next((line for line in entry.lines if line.currency == self.currency), None)
        if given is None or got is None:
            return None
        exponents = exponent_of(given.currency), self.exponent
        return Decimal(rate_of(abs(given.amount), abs(got.amount), *exponents)).scaleb(-2)

    def trial_balance(self) -> dict[tuple[str, str], int]:
        """Return what the opening and all entries sum to by account and currency."""
        return summed([*self.opening, *(line for entry in self.entries for line in entry.lines)])

    def money(self) -> dict[tuple[str, str], int]:
        """Return what lies where money lies."""
        return {
            key: amount
            for key, amount in self.trial_balance().items()
            if accounts.is_liquid(key[0])
        }

    @property
    def first_day(self) -> date | None:
        """Return the first day that these books tell of; None where they are empty."""
        return self.asked.since or (self.entries[0].day if self.entries else None)

    @property
    def last_day(self) -> date | None:
        """Return the last day on which something stands in these books."""
        return self.entries[-1].day if self.entries else self.asked.since


def opening_of(before: dict[tuple[str, str], int]) -> tuple[Line, ...]:
    """Return the opening lines of a part of the books, from what the days before it sum to.

    What is owned and owed is carried over; what came and went before is one line, so that income
    and expenses of the part are those of its days alone.
    """
    carried = {
        key: amount
        for key, amount in before.items()
        if not key[0].startswith(("Income:", "Expenses:"))
    }
    for (_, currency), amount in tuple(carried.items()):
        key = BROUGHT_FORWARD, currency
        carried[key] = carried.get(key, 0) - amount
    return tuple(
        Line(account, amount, currency, None)
        for (account, currency), amount in sorted(carried.items())
        if amount
    )


def summed(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Return the sums by account and currency, without zeros."""
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.account, line.currency
        sums[key] = sums.get(key, 0) + line.amount
    return {key: amount for key, amount in sorted(sums.items()) if amount}
