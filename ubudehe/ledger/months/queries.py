"""A month of the books on one page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.listing import EntryLine, lines, open_advances
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.months.closed import closed_month, last_closed
from ubudehe.ledger.months.tables import GivenBack, MoneyCount
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.months import first_day, last_day, month_of, next_month
from ubudehe.people.queries import names_of
from ubudehe.storage.reading import pick

LARGEST = 10
_SPENDING = ("spend", "charge", "loss", "retention", "clearing")
"""Kinds that spend money; an advance only hands it over."""


@dataclass(frozen=True)
class MonthLine:
    """A month in a list; `state` is «running», «open», or how far its closing is."""

    month: str
    first: date
    state: str


@dataclass(frozen=True)
class PlaceOfMoney:
    """One place of money over a month: before, in, out, after, and what was counted at the end."""

    place: str
    before: int
    came: int
    went: int
    counted: int | None
    remark: str
    photo: str | None

    @property
    def after(self) -> int:
        """Return what the books say is there at the end."""
        return self.before + self.came - self.went


@dataclass(frozen=True)
class Return:
    """That the month was closed and given back unsigned: by whom, when, why."""

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class MonthView:
    """A month: money by place and by kind, the largest payments, work, and what is unclear."""

    village: str
    month: str
    first: date
    last: date
    state: str
    places: tuple[PlaceOfMoney, ...]
    incomes: tuple[tuple[str, int], ...]
    """(source as forms name it, amount)."""
    expenses: tuple[tuple[str, int], ...]
    """(purpose as forms name it, «charges» or «loss», amount)."""
    largest: tuple[EntryLine, ...]
    labour_days: int
    materials: int
    waiting: tuple[EntryLine, ...]
    lapsed: tuple[EntryLine, ...]
    refused: tuple[EntryLine, ...]
    unproven: tuple[EntryLine, ...]
    reversed: tuple[EntryLine, ...]
    advances: tuple[tuple[EntryLine, int], ...]
    returns: tuple[Return, ...]
    remark: str
    closing_hash: str
    size: int
    closer: UUID | None
    closed_by: str
    closed_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    assembly: UUID | None
    questions: str
    answer: str
    reviewed_at: datetime | None

    @property
    def differing(self) -> tuple[PlaceOfMoney, ...]:
        """Return the places where another sum was counted than the books say."""
        return tuple(p for p in self.places if p.counted not in (None, p.after))

    @property
    def money_in(self) -> int:
        """Return all money that came."""
        return sum(amount for _, amount in self.incomes)

    @property
    def money_out(self) -> int:
        """Return all money that was spent."""
        return sum(amount for _, amount in self.expenses)


def months(session: Session, village: str, today: date) -> tuple[MonthLine, ...]:
    """Return the months of a village from its first entry to today's, the newest first."""
    query = select(func.min(LedgerEntry.entry_date)).where(
        LedgerEntry.village == village, LedgerEntry.state == "posted"
    )
    start = session.exec(query).one()
    found: list[MonthLine] = []
    month, now = month_of(start or today), month_of(today)
    while month <= now:
        row = closed_month(session, village, month)
        state = row.state if row else ("running" if month == now else "open")
        found.append(MonthLine(month, first_day(month), state))
        month = next_month(month)
    return tuple(reversed(found))


def next_to_close(session: Session, village: str, today: date) -> str | None:
    """Return the month that can be closed next; None while it is not over."""
    last = last_closed(session, village)
    earliest = next_month(last) if last else months(session, village, today)[-1].month
    return earliest if last_day(earliest) < today else None


def month_view(session: Session, village: str, month: str, today: date, own: str) -> MonthView:
    """Return one month; amounts in the country's currency `own`."""
    row = closed_month(session, village, month)
    first, last = first_day(month), last_day(month)
    names = names_of(session, {a for a in (row and row.closed_by, row and row.signed_by) if a})
    within = and_(
        col(LedgerEntry.village) == village, col(LedgerEntry.entry_date).between(first, last)
    )
    posted = and_(within, col(LedgerEntry.state) == "posted")
    over = and_(col(LedgerEntry.state) == "proposed", col(LedgerEntry.expires_on) < today)
    running = month_of(today) == month
    return MonthView(
        village=village,
        month=month,
        first=first,
        last=last,
        state=row.state if row else ("running" if running else "open"),
        places=_places(session, village, first, last, own),
        incomes=_by_kind(session, posted, own, _INCOMES),
        expenses=_expenses(session, posted, own),
        largest=_largest(session, today, posted),
        labour_days=_labour_days(session, posted),
        materials=sum(n for _, n in _by_kind(session, posted, own, _MATERIALS)),
        waiting=lines(session, today, within, LedgerEntry.state == "proposed", ~over, most=50),
        lapsed=lines(session, today, within, over, most=50),
        refused=lines(session, today, within, LedgerEntry.state == "refused", most=50),
        unproven=lines(session, today, posted, *_without_evidence(), most=50),
        reversed=lines(session, today, posted, LedgerEntry.kind == "reversal", most=50),
        advances=tuple(
            (line, left)
            for line, left in open_advances(session, village, today)
            if line.entry_date <= last
        ),
        returns=_returns(session, village, month),
        remark=row.remark if row else "",
        closing_hash=row.closing_hash if row else "",
        size=row.size if row else 0,
        closer=row.closed_by if row else None,
        closed_by=names.get(row.closed_by, "") if row else "",
        closed_at=row.closed_at if row else None,
        signed_by=names.get(row.signed_by, "") if row and row.signed_by else "",
        signed_at=row.signed_at if row else None,
        assembly=row.assembly if row else None,
        questions=row.questions if row else "",
        answer=row.answer if row else "",
        reviewed_at=row.reviewed_at if row else None,
    )


_INCOMES = {account: name for name, account in accounts.SOURCES.items()} | {
    accounts.EXCHANGE: "exchange"
}
_MATERIALS = {accounts.IN_KIND_MATERIALS: "materials"}
_PURPOSES = {account: name for name, account in accounts.PURPOSES.items()}


def _places(
    session: Session, village: str, first: date, last: date, own: str
) -> tuple[PlaceOfMoney, ...]:
    found = []
    for place, account in accounts.PLACES.items():
        on = and_(
            col(AccountDay.village) == village,
            col(AccountDay.account) == account,
            col(AccountDay.currency) == own,
        )
        before = _sum(session, on, col(AccountDay.day) < first)
        moved = session.execute(
            pick(EntryPosting.amount)
            .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
            .where(
                LedgerEntry.village == village,
                LedgerEntry.state == "posted",
                col(LedgerEntry.entry_date).between(first, last),
                EntryPosting.account == account,
                EntryPosting.currency == own,
            )
        ).all()
        amounts = [int(amount) for (amount,) in moved]
        count = session.exec(
            select(MoneyCount)
            .where(
                MoneyCount.village == village,
                MoneyCount.account == account,
                MoneyCount.counted_on == last,
            )
            .order_by(col(MoneyCount.counted_at).desc())
        ).first()
        found.append(
            PlaceOfMoney(
                place=place,
                before=before,
                came=sum(amount for amount in amounts if amount > 0),
                went=-sum(amount for amount in amounts if amount < 0),
                counted=count.amount if count else None,
                remark=count.remark if count else "",
                photo=count.photo if count else None,
            )
        )
    return tuple(found)


def _returns(session: Session, village: str, month: str) -> tuple[Return, ...]:
    rows = session.exec(
        select(GivenBack)
        .where(GivenBack.village == village, GivenBack.month == month)
        .order_by(col(GivenBack.given_back_at))
    ).all()
    names = names_of(session, {row.given_back_by for row in rows})
    return tuple(
        Return(names.get(row.given_back_by, ""), row.given_back_at, row.reason) for row in rows
    )


def _sum(session: Session, *which: Any) -> int:
    return int(session.exec(select(func.sum(AccountDay.amount)).where(*which)).one() or 0)


def _by_account(session: Session, posted: Any, own: str) -> dict[str, int]:
    rows = session.execute(
        pick(EntryPosting.account, func.sum(EntryPosting.amount))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(posted, EntryPosting.currency == own)
        .group_by(EntryPosting.account)
    )
    return {account: int(amount) for account, amount in rows if amount}


def _by_kind(
    session: Session, posted: Any, own: str, names: dict[str, str]
) -> tuple[tuple[str, int], ...]:
    held = _by_account(session, posted, own)
    return tuple((name, -held[account]) for account, name in names.items() if account in held)


def _expenses(session: Session, posted: Any, own: str) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for account, amount in _by_account(session, posted, own).items():
        if not accounts.is_money_out(account):
            continue
        if account == accounts.BANK_CHARGES:
            kind = "charges"
        elif account == accounts.LOSS:
            kind = "loss"
        else:
            kind = _PURPOSES[account.rsplit(":", 1)[1]]
        found[kind] = found.get(kind, 0) + amount
    order = [*accounts.PURPOSES, "charges", "loss"]
    return tuple(sorted(found.items(), key=lambda pair: order.index(pair[0])))


def _largest(session: Session, today: date, posted: Any) -> tuple[EntryLine, ...]:
    size: Any = (
        select(func.max(EntryPosting.amount))
        .where(EntryPosting.entry == LedgerEntry.id)
        .scalar_subquery()
    )
    spent = and_(
        posted, col(LedgerEntry.kind).in_(_SPENDING), col(LedgerEntry.reversed_by).is_(None)
    )
    top = session.execute(pick(LedgerEntry.id).where(spent).order_by(size.desc()).limit(LARGEST))
    found = lines(session, today, col(LedgerEntry.id).in_([id_ for (id_,) in top]), most=LARGEST)
    return tuple(sorted(found, key=lambda line: -line.amount))


def _labour_days(session: Session, posted: Any) -> int:
    query = (
        select(func.sum(EntryQuantity.number))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryQuantity.entry)
        .where(posted, EntryQuantity.unit == LABOUR_DAY)
    )
    return int(session.exec(query).one() or 0)


def _without_evidence() -> tuple[Any, ...]:
    photo = exists().where(col(Evidence.entry) == LedgerEntry.id)
    said = exists().where(col(Statement.entry) == LedgerEntry.id)
    paid = col(LedgerEntry.kind).in_(("spend", "loss", "retention", "clearing"))
    return (paid, ~photo, ~said, col(LedgerEntry.reversed_by).is_(None))
