"""What an entry was when the record held so many acts: conditions for queries, told once.

`size` is a size of the village's record; None stands for all of it. An entry is dated by people,
but what the record said is known by the order of its acts alone.
"""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.states import EntryState
from ubudehe.record.tables import Act


def is_posted(size: int | None = None) -> Any:
    """Return the condition that an entry was posted."""
    return _decided("posted", size)


def is_refused(size: int | None = None) -> Any:
    """Return the condition that an entry was refused."""
    return _decided("refused", size)


def is_open(size: int | None = None) -> Any:
    """Return the condition that an entry was proposed and neither posted nor refused."""
    if size is None:
        return col(LedgerEntry.state) == EntryState.PROPOSED
    undecided = or_(col(LedgerEntry.decided_idx).is_(None), col(LedgerEntry.decided_idx) >= size)
    return and_(undecided, was_said(LedgerEntry.village, LedgerEntry.id, size))


def waits(today: date, size: int | None = None) -> Any:
    """Return the condition that an entry can still be approved on a day."""
    return and_(is_open(size), func.coalesce(LedgerEntry.expires_on, today) >= today)


def ran_out(today: date, size: int | None = None) -> Any:
    """Return the condition that nobody approved an entry in time."""
    return and_(is_open(size), func.coalesce(LedgerEntry.expires_on, today) < today)


def stands(size: int | None = None, until: date | None = None) -> Any:
    """Return the condition that an entry was posted, and not taken back until the end of a day."""
    if size is None and until is None:
        return and_(is_posted(), col(LedgerEntry.reversed_by).is_(None))
    back = aliased(LedgerEntry)
    said = [col(back.decided_idx) < size] if size is not None else []
    dated = [col(back.entry_date) <= until] if until is not None else []
    taken = exists().where(col(back.id) == LedgerEntry.reversed_by, *said, *dated)
    return and_(is_posted(size), ~taken)


def was_said(log: Any, act: Any, size: int | None) -> Any:
    """Return the condition that an act stood in a record of `size` acts."""
    if size is None:
        return true()
    return exists().where(Act.log == log, Act.id == act, col(Act.idx) < size)


def is_repair() -> Any:
    """Return the condition that an entry is about repairs after a project was handed over."""
    posting = aliased(EntryPosting)
    repairs = col(posting.account).like(f"Expenses:Project:%{accounts.REPAIRS}:%")
    return exists().where(col(posting.entry) == LedgerEntry.id, repairs)


def has_run_out(state: EntryState, expires_on: date | None, today: date) -> bool:
    """Tell whether an entry in `state` waits for nobody any more: nobody approved it in time."""
    return state == EntryState.PROPOSED and expires_on is not None and expires_on < today


def _decided(state: str, size: int | None) -> Any:
    now = col(LedgerEntry.state) == state
    return now if size is None else and_(now, col(LedgerEntry.decided_idx) < size)
