"""Sums of what was posted: by account, until a day, and as the record said at a size."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import AccountBalance, EntryPosting, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

Sums = dict[tuple[str, str], int]
"""Minor units by account and currency; no account that sums to nothing."""

_BALANCES = Prepared(
    select(
        col(AccountBalance.account), col(AccountBalance.currency), col(AccountBalance.amount)
    ).where(AccountBalance.village == given("village"))
)


def posted_sums(
    session: Session,
    village: str,
    *which: Any,
    since: date | None = None,
    until: date | None = None,
    size: int | None = None,
) -> Sums:
    """Return what the entries posted from one day to another sum to, from their postings.

    `which` are more conditions on the entries; `size` as in `conditions`.
    """
    when = [col(LedgerEntry.entry_date) >= since] if since else []
    when += [col(LedgerEntry.entry_date) <= until] if until else []
    asked = summed(is_posted(size), *when, *which)
    return without_nothing(session.execute(asked, {"village": village}))


def summed(*which: Any) -> Select[Any]:
    """Return what asks for the sums of a `given` village's entries that fit."""
    sums: Select[Any] = (
        pick(EntryPosting.account, EntryPosting.currency, func.sum(EntryPosting.amount))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(LedgerEntry.village == given("village"), *which)
        .group_by(EntryPosting.account, EntryPosting.currency)
    )
    return sums


def without_nothing(rows: Iterable[Any]) -> Sums:
    """Return rows of (account, currency, sum) as sums."""
    return {(account, currency): int(amount) for account, currency, amount in rows if amount}


def balances(session: Session, village: str) -> Sums:
    """Return the balance of every account of a village as each posting kept it, zeros too."""
    rows = _BALANCES.rows(session, village=village)
    return {(account, currency): amount for account, currency, amount in rows}


def foreign_currencies(session: Session, village: str) -> list[str]:
    """Return the currencies in which a village has, or had, a bank account of its own."""
    return sorted(
        currency
        for account, currency in balances(session, village)
        if account == accounts.foreign_bank(currency)
    )
