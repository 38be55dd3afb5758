"""What was repaired on a project after it had been handed over."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted, is_repair
from ubudehe.ledger.entries.listing import EntryLine, lines
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import LABOUR_DAY

SHOWN = 20


@dataclass(frozen=True)
class Repairs:
    """Repairs since a project was handed over; `spent` in minor units of the country's currency."""

    spent: int
    days: int
    entries: tuple[EntryLine, ...]
    """The latest, with what took them back."""


def repairs_of(
    session: Session, project: UUID, code: str, currency: str, today: date
) -> Repairs | None:
    """Return what was repaired on a project, of code `code`; None where nothing was."""
    which = LedgerEntry.project == project, is_posted(), is_repair()
    found = lines(session, today, *which, most=SHOWN)
    if not found:
        return None
    names = [accounts.project_expense(code + accounts.REPAIRS, one) for one in accounts.PURPOSES]
    spent = (
        select(func.sum(EntryPosting.amount))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(*which, col(EntryPosting.account).in_(names), EntryPosting.currency == currency)
    )
    days = (
        select(func.sum(EntryQuantity.number))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryQuantity.entry)
        .where(*which, EntryQuantity.unit == LABOUR_DAY)
    )
    return Repairs(int(session.exec(spent).one() or 0), int(session.exec(days).one() or 0), found)
