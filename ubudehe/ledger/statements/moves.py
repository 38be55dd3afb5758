"""What posted entries moved on accounts of money: what lines of a statement are compared with."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.storage.reading import pick

Key = tuple[str, str]
"""An account and a currency."""


@dataclass(frozen=True)
class AccountMove:
    """What one entry moved on one account, in minor units of its currency; below zero: from it."""

    entry: UUID
    number: int
    day: date
    what: str
    key: Key
    amount: int
    reverses: UUID | None
    reversed_by: UUID | None


def moves_on(
    session: Session, village: str, entries: Iterable[UUID]
) -> dict[tuple[UUID, str, str], int]:
    """Return what these entries of a village moved, by entry, account and currency."""
    rows = session.execute(
        pick(
            EntryPosting.entry,
            EntryPosting.account,
            EntryPosting.currency,
            func.sum(EntryPosting.amount),
        )
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(LedgerEntry.village == village, is_posted(), col(LedgerEntry.id).in_(list(entries)))
        .group_by(EntryPosting.entry, EntryPosting.account, EntryPosting.currency)
    )
    return {(entry, account, currency): int(n) for entry, account, currency, n in rows}


def moves_between(
    session: Session, village: str, keys: Collection[Key], first: date, last: date
) -> tuple[AccountMove, ...]:
    """Return what posted entries of these days moved on the accounts, by day and number."""
    about = (
        LedgerEntry.id,
        LedgerEntry.number,
        LedgerEntry.entry_date,
        LedgerEntry.what,
        EntryPosting.account,
        EntryPosting.currency,
    )
    rows = session.execute(
        pick(
            *about,
            func.sum(EntryPosting.amount),
            LedgerEntry.reverses,
            LedgerEntry.reversed_by,
        )
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            LedgerEntry.village == village,
            is_posted(),
            col(LedgerEntry.entry_date).between(first, last),
            col(EntryPosting.account).in_({account for account, _ in keys}),
        )
        .group_by(*about, LedgerEntry.reverses, LedgerEntry.reversed_by)
        .order_by(col(LedgerEntry.entry_date), col(LedgerEntry.number))
    )
    found = (
        AccountMove(id_, number, day, what, (account, unit), int(amount), *reversal)
        for id_, number, day, what, account, unit, amount, *reversal in rows
    )
    return tuple(one for one in found if one.amount and one.key in keys)
