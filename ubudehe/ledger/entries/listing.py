"""Entries in lists."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import has_run_out
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.rules.states import EntryState
from ubudehe.record.tables import Opening
from ubudehe.record.tongues import FIELD as LANG
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class EntryLine:
    """An entry in a list. `amount` is money moved, or labour days where `kind` is labour."""

    id: UUID
    number: int
    entry_date: date
    kind: str
    what: str
    state: EntryState
    """«proposed», «posted», «refused», or «expired»: proposed, and nobody agreed in time."""
    amount: int
    currency: str
    is_reversed: bool
    reverses: UUID | None = None
    lang: str = ""
    """The language of `what`, where it is known."""


def lines(
    session: Session,
    today: date,
    *which: Any,
    first: int = 0,
    most: int = 20,
    size: int | None = None,
) -> tuple[EntryLine, ...]:
    """Return the entries that fit, the newest first; their states as a record of `size` acts said.

    Which entries were known then, `which` tells (see `conditions`).
    """
    part = {"first": first, "most": most}
    return tuple(_line(row, today, size) for row in session.execute(_fitting(*which), part))


class EntryLines:
    """The same for conditions that are made once, with `given` values in them."""

    def __init__(self, *which: Any) -> None:
        self._which = which

    @cached_property
    def _asked(self) -> Prepared[Any]:
        return Prepared(_fitting(*self._which))

    def read(
        self,
        session: Session,
        today: date,
        *,
        first: int = 0,
        most: int = 20,
        size: int | None = None,
        **values: Any,
    ) -> tuple[EntryLine, ...]:
        """Return the entries that fit, as `lines` does; `today` is given to the conditions too."""
        asked = {**values, "today": today, "first": first, "most": most}
        rows = self._asked.rows(session, asked)
        return tuple(_line(row, today, size) for row in rows)


def _fitting(*which: Any) -> Select[Any]:
    newest = _told().where(*which).order_by(col(LedgerEntry.number).desc())
    return newest.offset(given("first")).limit(given("most"))


def money_moved() -> Any:
    """Return the expression of what an entry is about: the largest sum on an account.

    In minor units of the currency of its first posting. A payment of two grants is one sum.
    """
    leading = aliased(EntryPosting)
    return (
        select(func.sum(EntryPosting.amount))
        .join(leading, and_(col(leading.entry) == EntryPosting.entry, col(leading.position) == 0))
        .where(EntryPosting.entry == LedgerEntry.id, EntryPosting.currency == leading.currency)
        .group_by(col(EntryPosting.account))
        .order_by(func.sum(EntryPosting.amount).desc())
        .limit(1)
        .scalar_subquery()
    )


@cache
def _told() -> Select[Any]:
    """Return what is read of an entry; made once, for making it takes longer than asking it."""
    moved = money_moved()
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
    back = aliased(LedgerEntry)
    taken_back = (
        select(back.decided_idx).where(col(back.id) == LedgerEntry.reversed_by).scalar_subquery()
    )
    written_in = (
        select(Opening.value)
        .where(
            col(Opening.log) == LedgerEntry.village,
            col(Opening.act) == LedgerEntry.id,
            col(Opening.field) == LANG,
        )
        .scalar_subquery()
    )
    told: Select[Any] = pick(
        LedgerEntry.id,
        LedgerEntry.number,
        LedgerEntry.entry_date,
        LedgerEntry.kind,
        LedgerEntry.what,
        LedgerEntry.state,
        LedgerEntry.decided_idx,
        LedgerEntry.expires_on,
        taken_back,
        LedgerEntry.reverses,
        moved,
        worked,
        currency,
        written_in,
    )
    return told


def _line(row: Any, today: date, size: int | None) -> EntryLine:
    (id_, number, day, kind, what, state, decided, until, back, reverses, *more) = row
    money, worked, unit, written_in = more
    known = state if _is_before(decided, size) else EntryState.PROPOSED
    return EntryLine(
        id_,
        number,
        day,
        kind,
        what,
        state_of(known, until, today),
        int((worked if kind == "labour" else money) or 0),
        unit or "",
        is_reversed=back is not None and _is_before(back, size),
        reverses=reverses,
        lang=json.loads(written_in) if written_in else "",
    )


def _is_before(index: int | None, size: int | None) -> bool:
    return size is None or (index is not None and index < size)


def state_of(state: EntryState, expires_on: date | None, today: date) -> EntryState:
    """Return the state that people are told: a proposal that nobody approved in time ran out."""
    return EntryState.EXPIRED if has_run_out(state, expires_on, today) else state
