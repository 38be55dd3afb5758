"""Entries in lists, and what of an advance is still open."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class EntryLine:
    """An entry in a list. `amount` is money moved, or labour days where `kind` is labour."""

    id: UUID
    number: int
    entry_date: date
    kind: str
    what: str
    state: str
    """«proposed», «posted», «refused», or «expired»: proposed, and nobody agreed in time."""
    amount: int
    currency: str
    is_reversed: bool


def lines(
    session: Session, today: date, *which: Any, first: int = 0, most: int = 20
) -> tuple[EntryLine, ...]:
    """Return the entries that fit, the newest first."""
    leading = aliased(EntryPosting)
    moved = (
        select(func.max(EntryPosting.amount))
        .join(leading, and_(col(leading.entry) == EntryPosting.entry, col(leading.position) == 0))
        .where(EntryPosting.entry == LedgerEntry.id, EntryPosting.currency == leading.currency)
        .scalar_subquery()
    )
    worked = (
        select(func.sum(EntryQuantity.number))
        .where(EntryQuantity.entry == LedgerEntry.id, EntryQuantity.unit == "LDAY")
        .scalar_subquery()
    )
    currency = (
        select(func.min(EntryPosting.currency))
        .where(EntryPosting.entry == LedgerEntry.id, EntryPosting.position == 0)
        .scalar_subquery()
    )
    rows = session.execute(
        pick(
            LedgerEntry.id,
            LedgerEntry.number,
            LedgerEntry.entry_date,
            LedgerEntry.kind,
            LedgerEntry.what,
            LedgerEntry.state,
            LedgerEntry.expires_on,
            LedgerEntry.reversed_by,
            moved,
            worked,
            currency,
        )
        .where(*which)
        .order_by(col(LedgerEntry.number).desc())
        .offset(first)
        .limit(most)
    ).all()
    return tuple(
        EntryLine(
            id_,
            number,
            day,
            kind,
            what,
            state_of(state, until, today),
            int((worked_ if kind == "labour" else money) or 0),
            unit or "",
            reversed_ is not None,
        )
        for id_, number, day, kind, what, state, until, reversed_, money, worked_, unit in rows
    )


def open_advances(session: Session, village: str, today: date) -> tuple[tuple[EntryLine, int], ...]:
    """Return posted advances that are not wholly accounted for, with what is open of each."""
    found = session.exec(
        select(LedgerEntry)
        .where(
            LedgerEntry.village == village,
            LedgerEntry.kind == "advance",
            LedgerEntry.state == "posted",
            col(LedgerEntry.reversed_by).is_(None),
        )
        .order_by(col(LedgerEntry.entry_date))
    ).all()
    left = {one.id: left_of(session, one) for one in found}
    shown = lines(
        session, today, col(LedgerEntry.id).in_([id_ for id_ in left if left[id_]]), most=100
    )
    return tuple((line, left[line.id]) for line in reversed(shown))


def left_of(session: Session, entry: LedgerEntry) -> int:
    """Return what of a posted advance is not accounted for; 0 for any other entry."""
    if entry.kind != "advance" or entry.state != "posted" or entry.reversed_by is not None:
        return 0
    clearing = select(LedgerEntry.id).where(
        LedgerEntry.clears == entry.id,
        LedgerEntry.state == "posted",
        col(LedgerEntry.reversed_by).is_(None),
    )
    query = select(func.sum(EntryPosting.amount)).where(
        EntryPosting.account == accounts.ADVANCES,
        or_(col(EntryPosting.entry) == entry.id, col(EntryPosting.entry).in_(clearing)),
    )
    return int(session.exec(query).one() or 0)


def waits(today: date) -> Any:
    """Return the condition that an entry can still be approved."""
    return (col(LedgerEntry.state) == "proposed") & (
        func.coalesce(LedgerEntry.expires_on, today) >= today
    )


def state_of(state: str, expires_on: date | None, today: date) -> str:
    """Return the state that people are told: a proposal that nobody approved in time ran out."""
    over = state == "proposed" and expires_on is not None and expires_on < today
    return "expired" if over else state
