"""A month of the books on one page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.paging import Listed
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.advances import open_advances
from ubudehe.ledger.entries.conditions import is_posted, is_refused, ran_out, waits
from ubudehe.ledger.entries.listing import EntryLine
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.months.closed import closed_month, closed_states, last_closed
from ubudehe.ledger.months.figures import (
    PlaceOfMoney,
    Span,
    labour_days,
    largest_payments,
    places_of_money,
    sums_of_kinds,
    without_evidence,
)
from ubudehe.ledger.months.later import Later, later_of, originals_of
from ubudehe.ledger.months.tables import GivenBack
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.kinds import Kinds, money_in, money_out
from ubudehe.ledger.rules.months import first_day, last_day, month_of, next_month
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.ledger.statements.queries import BankState, bank_states
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.storage.prepared import Prepared, given

_FIRST_DAY = Prepared(
    select(func.min(LedgerEntry.entry_date)).where(
        LedgerEntry.village == given("village"), LedgerEntry.state == EntryState.POSTED
    )
)


@dataclass(frozen=True)
class MonthLine:
    """A month in a list; `state` is «running», «open», or how far its closing is."""

    month: str
    first: date
    state: MonthState


@dataclass(frozen=True)
class TakenBack:
    """A reversal, and the entry that it takes back: its id, number and day."""

    line: EntryLine
    original: UUID
    number: int
    day: date


@dataclass(frozen=True)
class Return:
    """That the month was closed and given back unsigned: by whom, when, why."""

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class WholeMoney:
    """How a month adds up in the country's currency: what was there, came, went and is there."""

    before: int
    came: int
    went: int
    after: int

    @property
    def held(self) -> int:
        """Return what neither came nor went: advances brought back and money kept back, less
        advances given and what was kept back and paid now.
        """
        return self.after - self.before - self.came + self.went


@dataclass(frozen=True)
class MonthView:
    """A month: money by place and by kind, the largest payments, work, and what is unclear."""

    village: str
    month: str
    first: date
    last: date
    state: MonthState
    places: tuple[PlaceOfMoney, ...]
    incomes: Kinds
    """(source as forms name it, amount), mistakes of earlier months left out."""
    expenses: Kinds
    """(purpose as forms name it, «charges» or «loss», amount), likewise."""
    taken_in: int
    """What mistakes of earlier months, taken back in this one, add to money that came (minus)."""
    taken_out: int
    """The same of money that was spent."""
    largest: tuple[EntryLine, ...]
    labour_days: int
    materials: int
    waiting: tuple[EntryLine, ...]
    lapsed: tuple[EntryLine, ...]
    refused: tuple[EntryLine, ...]
    unproven: tuple[EntryLine, ...]
    reversed: tuple[TakenBack, ...]
    advances: tuple[tuple[EntryLine, int], ...]
    later: Listed[Later]
    """What was done about this month after its closing."""
    bank: tuple[BankState, ...]
    """Statements beside the books, as they are now: no rule of the books rests on them."""
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
    reviewed_level: str

    @property
    def whole(self) -> WholeMoney:
        """Return how the month adds up over all places of the country's own money."""
        own = [one for one in self.places if one.place != "foreign"]
        before, after = sum(one.before for one in own), sum(one.after for one in own)
        return WholeMoney(before, self.money_in, self.money_out, after)

    @property
    def differing(self) -> tuple[PlaceOfMoney, ...]:
        """Return the places where another sum was counted than the books say."""
        return tuple(p for p in self.places if p.differs)

    @property
    def has_questions(self) -> bool:
        """Tell whether anything of the month is unclear."""
        unclear = self.waiting, self.lapsed, self.refused, self.unproven, self.reversed
        return any((self.differing, *unclear, self.advances))

    @property
    def money_in(self) -> int:
        """Return all money that came."""
        return sum(amount for _, amount in self.incomes) + self.taken_in

    @property
    def money_out(self) -> int:
        """Return all money that was spent."""
        return sum(amount for _, amount in self.expenses) + self.taken_out


def months(session: Session, village: str, today: date) -> tuple[MonthLine, ...]:
    """Return the months of a village from its first entry to today's, the newest first."""
    closed = closed_states(session, village)
    found: list[MonthLine] = []
    month, now = _first_month(session, village) or month_of(today), month_of(today)
    while month <= now:
        state = closed.get(month) or (MonthState.RUNNING if month == now else MonthState.OPEN)
        found.append(MonthLine(month, first_day(month), state))
        month = next_month(month)
    return tuple(reversed(found))


def _first_month(session: Session, village: str) -> str | None:
    """Return the month of the first posted entry of a village, or None."""
    start = _FIRST_DAY.first(session, village=village)
    return month_of(start) if start else None


def _open_state(session: Session, village: str, month: str, today: date) -> MonthState:
    """Return how far a month is that nobody has closed."""
    if month == month_of(today):
        return MonthState.RUNNING
    first = _first_month(session, village)
    return MonthState.OPEN if first and first <= month else MonthState.BEFORE


def next_to_close(session: Session, village: str, today: date) -> str | None:
    """Return the month that can be closed next; None while it is not over."""
    last = last_closed(session, village)
    earliest = next_month(last) if last else months(session, village, today)[-1].month
    return earliest if last_day(earliest) < today else None


def month_view(
    session: Session, village: str, month: str, today: date, country: Country, after: int = 0
) -> MonthView:
    """Return one month: as the record said when it was closed, or as it says now while it is open.

    Amounts by kind are in the country's currency; of what was done about it later, a part that
    begins after `after` others. NotFound for a month that has not begun.
    """
    if month > month_of(today):
        raise NotFound(N_("There is no such page."))
    row = closed_month(session, village, month)
    first, last = first_day(month), last_day(month)
    known = row.closed_at.astimezone(country.zone).date() if row else today
    span = Span(session, village, first, last, known, row.size if row else None)
    names = names_of(session, {a for a in (row and row.closed_by, row and row.signed_by) if a})
    sums, taken = sums_of_kinds(span)
    own = country.currency
    return MonthView(
        village=village,
        month=month,
        first=first,
        last=last,
        state=row.state if row else _open_state(session, village, month, today),
        places=places_of_money(span, country),
        incomes=money_in(sums, own),
        expenses=money_out(sums, own),
        taken_in=sum(amount for _, amount in money_in(taken, own)),
        taken_out=sum(amount for _, amount in money_out(taken, own)),
        largest=largest_payments(span),
        labour_days=labour_days(span),
        materials=-sum(one.get((accounts.IN_KIND_MATERIALS, own), 0) for one in (sums, taken)),
        waiting=span.lines(waits(known, span.size)),
        lapsed=span.lines(ran_out(known, span.size)),
        refused=span.lines(is_refused(span.size)),
        unproven=without_evidence(span),
        reversed=_taken_back(span),
        advances=open_advances(session, village, known, last, span.size),
        later=later_of(span, after),
        bank=bank_states(session, village, month),
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
        reviewed_level=row.reviewed_level if row else "",
    )


def _taken_back(span: Span) -> tuple[TakenBack, ...]:
    found = span.lines(is_posted(span.size), LedgerEntry.kind == "reversal")
    originals = originals_of(span.session, found)
    return tuple(
        TakenBack(line, original.id, original.number, original.entry_date)
        for line in found
        if line.reverses and (original := originals[line.reverses])
    )


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
