"""Counting money, and the way of a month: closed, signed, read out, reviewed, locked."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.photos import check_may_show, evidence_of
from ubudehe.ledger.minutes import MONTHS
from ubudehe.ledger.months.closed import closed_month, last_closed
from ubudehe.ledger.months.counts import books_say, check_counted, money
from ubudehe.ledger.months.forms import (
    CloseMonthForm,
    CountMoneyForm,
    MonthAnswerForm,
    ReadForm,
    ReopenForm,
    ReviewForm,
    SignForm,
    UnreadForm,
)
from ubudehe.ledger.months.tables import BookMonth, GivenBack, MoneyCount
from ubudehe.ledger.rules.months import is_month, last_day, may_follow, may_review, month_of
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.people.acts import Apart, Offline, Second, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.places.rules import rank_of
from ubudehe.record.append import Event, Receipt
from ubudehe.record.queries import record_size


def _month_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how far a month has come, and what was asked and answered about it."""
    month = str(ids["month"])
    row = closed_month(session, place, month)
    if row is None:
        return {"month": "open"}
    read = str(row.assembly) if row.assembly else ""
    return {"month": row.state, "read": read, "questions": row.questions, "answer": row.answer}


def _before_closing(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return what closing a month settles: its counts, and how many entries it holds."""
    month = str(ids["month"])
    if not is_month(month):
        return None
    until = last_day(month)
    counts = session.exec(
        select(MoneyCount).where(MoneyCount.village == place, MoneyCount.counted_on == until)
    )
    posted = select(func.count()).where(
        LedgerEntry.village == place,
        LedgerEntry.state == EntryState.POSTED,
        col(LedgerEntry.entry_date) <= until,
    )
    return {
        **(_month_now(session, place, ids) or {}),
        "counts": sorted(f"{one.account} {one.currency} {one.amount}" for one in counts),
        "entries": session.exec(posted).one(),
    }


def _closer(desk: Desk, form: SignForm) -> set[UUID | None]:
    row = closed_month(desk.session, desk.place, form.month)
    return {row.closed_by if row else None}


def _bind_closing(desk: Desk, receipt: Receipt) -> None:
    """Keep the leaf hash of a closing: exactly that is signed."""
    row = desk.session.get_one(BookMonth, (desk.place, receipt.made))
    row.closing_hash = receipt.leaf_hash.hex()
    desk.session.flush()


@act(
    "statement.add",
    Right.PROPOSE_MONEY,
    said=N_("The count is written down beside what the books say."),
    corrected_by=("statement.add",),
    offline=Offline.STATE,
    second=Second(
        Right.LOOK,
        N_("Cash is counted by two people, or a photo shows the sheet that both signed."),
        lambda _desk, form: form.place == "cash" and form.photo is None,
    ),
)
def count_money(desk: Desk, form: CountMoneyForm) -> Event:
    """Write down a count, beside what the books say; a difference is explained."""
    if form.counted_on > desk.today:
        raise Refusal(N_("This day is still to come."), "counted_on")
    check_may_show(desk.session, desk.place, form.photo, of_count=True)
    photo, witness = form.photo, form.second if form.place == "cash" else None
    account, currency = form.account, form.currency or desk.country.currency
    expected = books_say(desk, account, currency, form.counted_on)
    if form.amount != expected and not form.remark:
        raise Refusal(
            N_("The books say %(expected)s. Write down why it differs."),
            "remark",
            expected=money(desk, expected, currency),
        )
    desk.session.add(
        MoneyCount(
            id=desk.act_id,
            village=desk.place,
            counted_on=form.counted_on,
            account=account,
            currency=currency,
            amount=form.amount,
            expected=expected,
            remark=(form.remark or "")[:400],
            photo=photo.sha256 if photo else None,
            counted_by=desk.person.account,
            witness=witness,
            counted_at=desk.now,
        )
    )
    return Event(
        public={
            "date": form.counted_on.isoformat(),
            "account": account,
            "n": form.amount,
            "c": currency,
            "books": expected,
            "ev": evidence_of(photo) if photo else [],
            "two": witness is not None,
        },
        private=({"remark": form.remark} if form.remark else {})
        | ({"witness": str(witness)} if witness else {}),
        subject=str(desk.act_id),
    )


@act(
    "period.close",
    Right.CLOSE_BOOKS,
    said=N_("The month is closed. The chairperson signs it next."),
    corrected_by=("period.reopen",),
    offline=Offline.STATE,
    agree=("period.sign",),
    state=_before_closing,
    after=_bind_closing,
)
def close_month(desk: Desk, form: CloseMonthForm) -> Event:
    """Write down a month's end: in order, over, nothing waiting, everything counted."""
    month = form.month
    if not is_month(month):
        raise NotFound(N_("There is no such page."))
    until = last_day(month)
    if desk.today <= until:
        raise Refusal(N_("This month is not over yet."))
    _check_order(desk, month)
    _check_nothing_waits(desk, until)
    trial = posted_sums(desk.session, desk.place, until=until)
    check_counted(desk, trial, until)
    size = record_size(desk.session, desk.place)
    desk.session.add(
        BookMonth(
            village=desk.place,
            month=month,
            state=MonthState.CLOSED,
            size=size,
            remark=form.remark,
            closed_by=desk.person.account,
            closed_at=desk.now,
        )
    )
    return Event(
        public={
            "period": month,
            "until": until.isoformat(),
            "balances": [{"a": a, "n": n, "c": c} for (a, c), n in sorted(trial.items())],
            "size": size,
        },
        private={"remark": form.remark} if form.remark else {},
        subject=month,
    )


@act(
    "period.sign",
    Right.SIGN_BOOKS,
    said=N_("The month is signed. Read it out at the next meeting."),
    final="a signed month is never opened again; a later entry puts it right",
    offline=Offline.SECOND,
    state=_month_now,
    apart=(
        Apart(
            "who closed the month",
            _closer,
            N_("Who closed the month cannot sign it. Ask the chairperson."),
        ),
    ),
)
def sign_month(desk: Desk, form: SignForm) -> Event:
    """Sign a closed month: a second person, for exactly what was closed."""
    month = form.month
    row = _month(desk, month, MonthState.CLOSED)
    _check_closing(row, form.closing)
    row.state, row.signed_by, row.signed_at = MonthState.SIGNED, desk.person.account, desk.now
    return Event(public={"period": month, "hash": form.closing}, subject=month)


@act(
    "period.reopen",
    Right.SIGN_BOOKS,
    said=N_("The month is given back with your reasons. It is mended and closed again."),
    corrected_by=("period.close",),
    offline=Offline.SECOND,
    state=_month_now,
)
def reopen_month(desk: Desk, form: ReopenForm) -> Event:
    """Give a closed month back unsigned, with reasons; once signed it is never opened again."""
    month = form.month
    row = _month(desk, month, MonthState.CLOSED)
    _check_closing(row, form.closing)
    if last_closed(desk.session, desk.place) != month:
        raise Refusal(N_("A later month is closed already."))
    desk.session.delete(row)
    desk.session.add(
        GivenBack(
            id=desk.act_id,
            village=desk.place,
            month=month,
            reason=form.reason,
            given_back_by=desk.person.account,
            given_back_at=desk.now,
        )
    )
    return Event(
        public={"period": month, "hash": form.closing},
        private={"reason": form.reason},
        subject=month,
    )


@act(
    "period.read",
    Right.ASSEMBLY,
    said=N_("It is written down that the month was read out."),
    corrected_by=("period.unread",),
    offline=Offline.STATE,
    state=_month_now,
    minutes=MONTHS,
)
def read_month(desk: Desk, form: ReadForm) -> Event:
    """Write down that a signed month was read out in a meeting."""
    month = form.month
    row = _month(
        desk, month, MonthState.SIGNED, MonthState.QUESTIONED, MonthState.ANSWERED, MonthState.READ
    )
    if row.assembly is not None:
        raise Refusal(N_("This month was read out already."))
    quorate_meeting(desk, form.assembly)
    row.assembly = form.assembly
    if row.state == MonthState.SIGNED:
        row.state = MonthState.READ
    return Event(public={"period": month, "assembly": str(form.assembly)}, subject=month)


@act(
    "period.unread",
    Right.ASSEMBLY,
    said=N_("It is taken back: the month was not read out. Read it out at the next meeting."),
    corrected_by=("period.read",),
    offline=Offline.STATE,
    state=_month_now,
    minutes=MONTHS,
)
def unread_month(desk: Desk, form: UnreadForm) -> Event:
    """Take back that a month was read out, until an officer has found it in order."""
    month = form.month
    row = _month(desk, month, MonthState.READ, MonthState.QUESTIONED, MonthState.ANSWERED)
    if row.assembly is None:
        raise Refusal(N_("This month was not read out yet."))
    assembly, row.assembly = row.assembly, None
    if row.state == MonthState.READ:
        row.state = MonthState.SIGNED
    return Event(
        public={"period": month, "assembly": str(assembly)},
        private={"reason": form.reason},
        subject=month,
    )


@act(
    "period.review",
    Right.REVIEW_BOOKS,
    said=N_("Your word on the month is written down, for everybody to see."),
    corrected_by=("period.review",),
    offline=Offline.STATE,
    state=_month_now,
)
def review_month(desk: Desk, form: ReviewForm) -> Event:
    """Find a month in order, which locks it for one's level, or ask; nothing in it is changed."""
    month = form.month
    row, level = _reviewable(desk, form), desk.level(Right.REVIEW_BOOKS)
    if form.outcome == "questioned" and not form.questions:
        raise Refusal(N_("Write down what you ask."), "questions")
    row.reviewed_by, row.reviewed_at = desk.person.account, desk.now
    row.reviewed_level = level
    row.state = MonthState.LOCKED if form.outcome == "accepted" else MonthState.QUESTIONED
    if form.questions:
        row.questions, row.answer = form.questions, ""
    return Event(
        public={"period": month, "outcome": form.outcome, "level": level},
        private={"questions": form.questions} if form.questions else {},
        subject=month,
    )


@act(
    "period.answer",
    Right.CLOSE_BOOKS,
    said=N_("The answer is written down. The officer looks at it next."),
    corrected_by=("period.review",),
    offline=Offline.STATE,
    state=_month_now,
)
def answer_review(desk: Desk, form: MonthAnswerForm) -> Event:
    """Answer what an officer asked."""
    month = form.month
    row = _month(desk, month, MonthState.QUESTIONED)
    row.state, row.answer = MonthState.ANSWERED, form.answer
    return Event(public={"period": month}, private={"answer": form.answer}, subject=month)


def _reviewable(desk: Desk, form: ReviewForm) -> BookMonth:
    """Return the month that an officer of this level may review so; NotFound or Refusal."""
    row = closed_month(desk.session, desk.place, form.month)
    if row is None:
        raise NotFound(N_("This month is not closed."))
    by = rank_of(desk.level(Right.REVIEW_BOOKS), desk.country)
    last = rank_of(row.reviewed_level, desk.country) if row.reviewed_level else None
    if not may_review(row.state, form.outcome == "questioned", by, last):
        if last is not None and by > last:
            raise Refusal(N_("A higher level looks into this month. You can raise a finding."))
        raise Refusal(N_("This month is further on already. Look at it again."))
    return row


def _check_order(desk: Desk, month: str) -> None:
    last = last_closed(desk.session, desk.place)
    if last is not None and not may_follow(month, [last]):
        raise Refusal(N_("Months are closed in their order."))
    if last is None:
        first = select(func.min(LedgerEntry.entry_date)).where(
            LedgerEntry.village == desk.place, LedgerEntry.state == EntryState.POSTED
        )
        day = desk.session.exec(first).one()
        if day is None or month_of(day) != month:
            raise Refusal(N_("Months are closed in their order."))


def _check_nothing_waits(desk: Desk, until: date) -> None:
    query = select(LedgerEntry.number).where(
        LedgerEntry.village == desk.place,
        waits(desk.today),
        col(LedgerEntry.entry_date) <= until,
    )
    number = desk.session.exec(query).first()
    if number is not None:
        raise Refusal(
            N_("Entry %(number)s of this month still waits. Approve or refuse it first."),
            number=number,
        )


def _month(desk: Desk, month: str, *states: MonthState) -> BookMonth:
    row = closed_month(desk.session, desk.place, month)
    if row is None:
        raise NotFound(N_("This month is not closed."))
    if row.state not in states:
        raise Refusal(N_("This month is further on already. Look at it again."))
    return row


def _check_closing(row: BookMonth, closing: str) -> None:
    if row.closing_hash != closing:
        raise Refusal(N_("This is not what was closed. Open the month again and look."))
