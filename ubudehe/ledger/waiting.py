"""What waits in the books of a village: entries to approve, and the next step of its months."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, or_
from sqlmodel import col, select

from ubudehe.ledger.entries.advances import open_advances
from ubudehe.ledger.entries.tables import EntryApproval, LedgerEntry
from ubudehe.ledger.evidence.lacking import lacking
from ubudehe.ledger.grants.agreements import withdrawals_now
from ubudehe.ledger.grants.queries import grant_lines
from ubudehe.ledger.months.queries import next_to_close
from ubudehe.ledger.months.reviewing import reviews_waiting
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.ledger.spending.queries import spending_rule
from ubudehe.ledger.statements.queries import open_lines
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village
from ubudehe.storage.prepared import Prepared, given, listed

_APPROVED = select(EntryApproval.entry).where(
    EntryApproval.entry == LedgerEntry.id, col(EntryApproval.account).in_(listed("office"))
)
_TO_APPROVE = Prepared(
    select(func.count(col(LedgerEntry.id)), func.min(LedgerEntry.expires_on)).where(
        LedgerEntry.village == given("village"),
        LedgerEntry.state == EntryState.PROPOSED,
        or_(col(LedgerEntry.expires_on).is_(None), col(LedgerEntry.expires_on) >= given("today")),
        col(LedgerEntry.proposed_by).not_in(listed("office")),
        ~_APPROVED.exists(),
    )
)
_MONTHS = Prepared(
    select(col(BookMonth.month), col(BookMonth.state), col(BookMonth.closed_by))
    .where(
        BookMonth.village == given("village"),
        col(BookMonth.state).in_((MonthState.CLOSED, MonthState.SIGNED, MonthState.QUESTIONED)),
    )
    .order_by(col(BookMonth.month))
)


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, in the books at or under a place."""
    if asked.may(Right.REVIEW_BOOKS):
        found = reviews_waiting(asked.session, asked.place)
        if found:
            yield Waiting("review_month", "reviews", found)
    if is_village(asked.place, asked.country):
        yield from _entries(asked)
        yield from _unproven(asked)
        yield from _advances(asked)
        yield from _months(asked)
        yield from _statements(asked)
        yield from _withdrawn(asked)


def _entries(asked: Asked) -> Iterator[Waiting]:
    """Yield entries that others proposed and this person has not agreed to yet."""
    if not asked.may(Right.APPROVE_MONEY):
        return
    about = {"village": asked.place, "today": asked.today, "office": sorted(asked.one_office())}
    count, last = _TO_APPROVE.one(asked.session, about)
    if count:
        yield Waiting("approve", "money", count, last)


def _unproven(asked: Asked) -> Iterator[Waiting]:
    """Yield entries to which nobody can agree before evidence is added, by their last day."""
    if not asked.may(Right.PROPOSE_MONEY):
        return
    found = lacking(asked.session, asked.place, asked.today, asked.country)
    if found:
        last = min((one.expires_on for one in found if one.expires_on), default=None)
        yield Waiting("add_evidence", "money", len(found), last)


def _advances(asked: Asked) -> Iterator[Waiting]:
    """Yield advances that are not accounted for, by the day until which they must be."""
    if not asked.may(Right.PROPOSE_MONEY):
        return
    found = open_advances(asked.session, asked.place, asked.today)
    if found:
        given = {line.entry_date for line, _ in found}
        days = {
            day: spending_rule(asked.session, asked.place, day, asked.country).advance_days
            for day in given
        }
        last = min(day + timedelta(days=many) for day, many in days.items())
        yield Waiting("account_advance", "money", len(found), last)


def _months(asked: Asked) -> Iterator[Waiting]:
    rows = _MONTHS.rows(asked.session, village=asked.place)
    if asked.may(Right.CLOSE_BOOKS):
        month = next_to_close(asked.session, asked.place, asked.today)
        if month:
            yield Waiting("close_month", f"money/months/{month}")
        asks = [month for month, state, _ in rows if state == MonthState.QUESTIONED]
        if asks:
            yield Waiting("answer_month", f"money/months/{asks[0]}", len(asks))
    if asked.may(Right.SIGN_BOOKS):
        closed = [(month, by) for month, state, by in rows if state == MonthState.CLOSED]
        same = asked.one_office() if closed else frozenset()
        others = [month for month, closed_by in closed if closed_by not in same]
        if others:
            yield Waiting("sign_month", f"money/months/{others[0]}", len(others))
    if asked.may(Right.ASSEMBLY):
        signed = [month for month, state, _ in rows if state == MonthState.SIGNED]
        if signed:
            yield Waiting("read_month", f"money/months/{signed[0]}", len(signed))


def _statements(asked: Asked) -> Iterator[Waiting]:
    """Yield lines of statements of which nobody has said what they are."""
    if asked.may(Right.PROPOSE_MONEY):
        count, month = open_lines(asked.session, asked.place)
        if count:
            yield Waiting("match_lines", f"money/months/{month}/bank", count)


def _withdrawn(asked: Asked) -> Iterator[Waiting]:
    """Yield withdrawn grants of which money is still to go back, by the day until which."""
    if not asked.may(Right.PROPOSE_MONEY):
        return
    gone = withdrawals_now(asked.session, asked.place).values()
    if all(one.rest == "kept" for one in gone):
        return
    found = grant_lines(asked.session, asked.place, asked.today, asked.country)
    owed = ("to_give_back", "left_again")
    open_ = [one.withdrawn for one in found if one.withdrawn and one.rest in owed]
    if open_:
        last = min((one.back_by for one in open_ if one.back_by), default=None)
        yield Waiting("give_back", "money/grants", len(open_), last)
