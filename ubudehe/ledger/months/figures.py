"""The figures of a month: money by place and by kind, the largest payments, work given."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted, stands, was_said
from ubudehe.ledger.entries.listing import EntryLine, lines, money_moved
from ubudehe.ledger.entries.sums import Sums, posted_sums
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.months.tables import CountPhotoGone, MoneyCount
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.evidence import OFFER
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick

LARGEST = 10
_SPENDING = ("spend", "charge", "loss", "retention", "clearing", "refund")
"""Kinds that spend money; an advance only hands it over."""
_PROVEN = ("spend", "loss", "retention", "clearing", "refund")
"""Kinds for which there ought to be evidence."""
_PLACES = {account: place for place, account in accounts.PLACES.items()}


@dataclass(frozen=True)
class Span:
    """Days of a village's books, from `first` to `last`, as a record of `size` acts told them."""

    session: Session
    village: str
    first: date
    last: date
    today: date
    size: int | None

    @property
    def within(self) -> tuple[Any, ...]:
        """Return the conditions that an entry is of this village and dated in these days."""
        dated = col(LedgerEntry.entry_date).between(self.first, self.last)
        return col(LedgerEntry.village) == self.village, dated

    def sums(self, *which: Any) -> Sums:
        """Return the sums of what was posted in these days, by account and currency."""
        return posted_sums(
            self.session,
            self.village,
            *which,
            since=self.first,
            until=self.last,
            size=self.size,
        )

    def lines(self, *which: Any, most: int = 50) -> tuple[EntryLine, ...]:
        """Return those of these days that fit, the newest first."""
        size = self.size
        return lines(self.session, self.today, *self.within, *which, most=most, size=size)


@dataclass(frozen=True)
class Count:
    """What a statement, the phone or counted notes said, and when it was written down."""

    amount: int
    remark: str
    photo: str | None
    at: datetime
    late: bool
    """Whether it was written down after the day of which it tells."""
    photo_gone: str = ""
    """Why the photo as it was first is not shown any more; nothing where it is."""


@dataclass(frozen=True)
class PlaceOfMoney:
    """One place of money in one currency: before, in, out, after, and what was counted.

    `place` is as forms name it, or «foreign»: the bank account of a foreign currency.
    """

    place: str
    currency: str
    before: int
    came: int
    went: int
    count: Count | None

    @property
    def after(self) -> int:
        """Return what the books say is there at the end."""
        return self.before + self.came - self.went

    @property
    def differs(self) -> int:
        """Return what was counted more (or less) than the books say; 0 where nothing was."""
        return self.count.amount - self.after if self.count else 0

    @property
    def surplus(self) -> int:
        """Return what was counted more than the books say."""
        return max(self.differs, 0)

    @property
    def lack(self) -> int:
        """Return what was counted less than the books say."""
        return max(-self.differs, 0)

    @property
    def finding(self) -> str:
        """Return «same», «more» or «less» than the books say; nothing before it was counted."""
        if self.count is None:
            return ""
        return "more" if self.surplus else "less" if self.lack else "same"

    @property
    def late(self) -> datetime | None:
        """Return when a count was written down that came after its day."""
        return self.count.at if self.count and self.count.late else None

    @property
    def photo(self) -> str | None:
        """Return the photo of what was counted, if there is one."""
        return self.count.photo if self.count else None

    @property
    def photo_gone(self) -> str:
        """Return why the photo as it was first is not shown any more; nothing where it is."""
        return self.count.photo_gone if self.count else ""

    @property
    def is_used(self) -> bool:
        """Tell whether there is anything to say of it."""
        return bool(self.before or self.came or self.went or self.count)


def places_of_money(span: Span, country: Country) -> tuple[PlaceOfMoney, ...]:
    """Return one line for each account and currency where money lay, own places first."""
    before = posted_sums(span.session, span.village, until=_day_before(span.first), size=span.size)
    moved = _moved(span)
    own = [(account, country.currency) for account in accounts.LIQUID]
    foreign = {key for key in (*before, *moved) if accounts.is_liquid(key[0])} - set(own)
    found = [
        PlaceOfMoney(
            place=_PLACES.get(account, "foreign"),
            currency=currency,
            before=before.get((account, currency), 0),
            came=moved.get((account, currency), (0, 0))[0],
            went=moved.get((account, currency), (0, 0))[1],
            count=latest_count(span, account, currency, country),
        )
        for account, currency in (*own, *sorted(foreign))
    ]
    return tuple(one for one in found if one.is_used)


def latest_count(span: Span, account: str, currency: str, country: Country) -> Count | None:
    """Return the last count of an account at the end of the days, or None."""
    row = span.session.exec(
        select(MoneyCount)
        .where(
            MoneyCount.village == span.village,
            MoneyCount.account == account,
            MoneyCount.currency == currency,
            MoneyCount.counted_on == span.last,
            was_said(MoneyCount.village, MoneyCount.id, span.size),
        )
        .order_by(col(MoneyCount.counted_at).desc())
    ).first()
    if row is None:
        return None
    written = row.counted_at.astimezone(country.zone).date()
    late = written > row.counted_on
    return Count(row.amount, row.remark, row.photo, row.counted_at, late, _gone(span.session, row))


def _gone(session: Session, count: MoneyCount) -> str:
    """Return why the last photo of a count is not shown any more; nothing where none went."""
    found = session.execute(
        pick(CountPhotoGone.gone)
        .where(CountPhotoGone.count == count.id)
        .order_by(col(CountPhotoGone.gone).desc())  # removed, and before that perhaps covered
    ).first()
    return str(found[0]) if found else ""


def sums_of_kinds(span: Span) -> tuple[Sums, Sums]:
    """Return the sums of the days, and apart from them those of earlier mistakes taken back.

    A reversal of an entry of these days lowers what it was; one of an earlier entry would make a
    row of this month say what never happened in it.
    """
    original = aliased(LedgerEntry)
    earlier = exists().where(
        col(original.id) == LedgerEntry.reverses, col(original.entry_date) < span.first
    )
    return span.sums(~earlier), span.sums(earlier)


def largest_payments(span: Span) -> tuple[EntryLine, ...]:
    """Return the largest payments that were made and stood at the end of the days."""
    top = span.session.execute(
        pick(LedgerEntry.id)
        .where(
            *span.within,
            stands(span.size, span.last),
            col(LedgerEntry.kind).in_(_SPENDING),
        )
        .order_by(money_moved().desc(), col(LedgerEntry.number))
        .limit(LARGEST)
    )
    found = span.lines(col(LedgerEntry.id).in_([id_ for (id_,) in top]))
    return tuple(sorted(found, key=lambda line: -line.amount))


def labour_days(span: Span) -> int:
    """Return how many days of work were given."""
    query = (
        select(func.sum(EntryQuantity.number))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryQuantity.entry)
        .where(*span.within, is_posted(span.size), EntryQuantity.unit == LABOUR_DAY)
    )
    return int(span.session.exec(query).one() or 0)


def without_evidence(span: Span) -> tuple[EntryLine, ...]:
    """Return payments that stood at the end of the days and had no photo and no statement."""
    known = [col(Evidence.added_idx) < span.size] if span.size is not None else []
    photo = exists().where(
        col(Evidence.entry) == LedgerEntry.id, col(Evidence.kind) != OFFER, *known
    )
    said = exists().where(
        col(Statement.entry) == LedgerEntry.id,
        was_said(span.village, Statement.id, span.size),
    )
    paid = col(LedgerEntry.kind).in_(_PROVEN)
    return span.lines(paid, ~photo, ~said, stands(span.size, span.last))


def _moved(span: Span) -> dict[tuple[str, str], tuple[int, int]]:
    """Return what came to and went from each account of money in the days."""
    rows = span.session.execute(
        pick(EntryPosting.account, EntryPosting.currency, EntryPosting.amount)
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(*span.within, is_posted(span.size), col(EntryPosting.account).startswith("Assets:"))
    )
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for account, currency, amount in rows:
        came, went = found.get((account, currency), (0, 0))
        found[account, currency] = came + max(amount, 0), went + max(-amount, 0)
    return found


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
