"""What a village paid for one of something, beside what its district pays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules.prices import HIGH, middle_price, percent_above
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.storage.reading import pick

WINDOW = timedelta(days=180)


@dataclass(frozen=True)
class Price:
    """A price of one, rounded to whole minor units, and the middle of the district's, if known."""

    item: str
    number: int
    one: int
    middle: int | None
    percent: int
    purchases: int

    @property
    def is_high(self) -> bool:
        """Tell whether it lies so far above the middle one that people are told."""
        return self.percent > HIGH


def price_of(session: Session, entry: UUID, country: Country) -> Price | None:
    """Return how an entry's price compares; None if it does not tell what was bought.

    Compared are purchases of the same thing in the same district within 180 days, this one left
    out: those that were posted, and not taken back, when this one was posted (or until now, while
    it waits). So what is said of a price stays.
    """
    found = session.get(LedgerEntry, entry)
    if found is None or found.item is None or not found.item_number:
        return None
    district = country.length_of(country.compared_at)
    first, end = code_range(found.village[:district])
    by_then = [col(LedgerEntry.decided_at) <= found.decided_at] if found.decided_at else []
    rows = session.execute(
        pick(LedgerEntry.id, func.sum(EntryPosting.amount), LedgerEntry.item_number)
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            LedgerEntry.item == found.item,
            is_posted(),
            ~_taken_back(found.decided_at),
            *by_then,
            col(LedgerEntry.village) >= first,
            col(LedgerEntry.village) < end,
            col(LedgerEntry.entry_date).between(
                found.entry_date - WINDOW, found.entry_date + WINDOW
            ),
            EntryPosting.amount > 0,
        )
        .group_by(col(LedgerEntry.id), LedgerEntry.item_number)
    ).all()
    others = [(int(amount), number) for id_, amount, number in rows if id_ != entry]
    whole = select(func.sum(EntryPosting.amount)).where(
        EntryPosting.entry == entry, EntryPosting.amount > 0
    )
    one = Fraction(int(session.exec(whole).one()), found.item_number)
    middle = middle_price(others)
    return Price(
        item=found.item,
        number=found.item_number,
        one=round(one),
        middle=None if middle is None else round(middle),
        percent=0 if middle is None else percent_above(one, middle),
        purchases=len(others),
    )


def _taken_back(by: datetime | None) -> Any:
    """Return the condition that an entry was reversed by a moment; None stands for now."""
    back = aliased(LedgerEntry)
    before = [col(back.decided_at) <= by] if by else []
    return exists().where(col(back.id) == LedgerEntry.reversed_by, *before)
