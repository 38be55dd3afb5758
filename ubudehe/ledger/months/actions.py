"""Counting money, and the way of a month: closed, signed, read out, reviewed, locked."""

from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.amounts import format_amount
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.booking import balance
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.photos import Photo, evidence_of
from ubudehe.ledger.months.closed import closed_month, last_closed
from ubudehe.ledger.months.forms import (
    AnswerForm,
    CloseForm,
    CountForm,
    ReopenForm,
    ReviewForm,
    SignForm,
)
from ubudehe.ledger.months.tables import BookMonth, GivenBack, MoneyCount
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.months import is_month, last_day, month_of, next_month
from ubudehe.people.desk import Desk, Nothing, Person, act
from ubudehe.people.rules import Right
from ubudehe.record.append import Event, Receipt
from ubudehe.record.tables import LogHead
from ubudehe.storage.reading import pick


def count_money(
    desk: Desk, form: CountForm, photo: Photo | None = None, witness: Person | None = None
) -> Receipt:
    """Write down what lay somewhere; cash is counted by two people, `witness` being the second."""
    return write_count(desk, _spoken(form), photo, witness.account if witness else None)


@act("statement.add", Right.PROPOSE_MONEY)
def write_count(desk: Desk, form: CountForm, photo: Photo | None, witness: UUID | None) -> Event:
    """Write down a count, beside what the books say; a difference is explained."""
    if form.counted_on > desk.today:
        raise Refusal(N_("This day is still to come."), "counted_on")
    if form.place == "cash" and (witness is None or witness == desk.person.account):
        raise Refusal(N_("Cash is counted by two people. Ask a second person."), "second_pin")
    account, currency = accounts.PLACES[form.place], desk.country.currency
    expected = books_say(desk, account, currency, form.counted_on)
    if form.amount != expected and not form.remark:
        raise Refusal(
            N_("The books say %(expected)s. Write down why it differs."),
            "remark",
            expected=format_amount(expected, currency, desk.country.currency_exponent),
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


def close_month(desk: Desk, form: CloseForm, month: str) -> Receipt:
    """Close a month: nothing dated in it can be posted any more."""
    receipt = write_closing(desk, form, month)
    if not receipt.repeated:
        row = desk.session.get_one(BookMonth, (desk.place, month))
        row.closing_hash = receipt.leaf_hash.hex()
        desk.session.flush()
    return receipt


@act("period.close", Right.CLOSE_BOOKS)
def write_closing(desk: Desk, form: CloseForm, month: str) -> Event:
    """Write down a month's end: in order, over, nothing waiting, everything counted."""
    if not is_month(month):
        raise NotFound(N_("There is no such page."))
    until = last_day(month)
    if desk.today <= until:
        raise Refusal(N_("This month is not over yet."))
    _check_order(desk, month)
    _check_nothing_waits(desk, until)
    trial = trial_balance(desk, until)
    _check_counted(desk, trial, until)
    head = desk.session.get_one(LogHead, desk.place)
    desk.session.add(
        BookMonth(
            village=desk.place,
            month=month,
            state="closed",
            size=head.size,
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
            "size": head.size,
        },
        private={"remark": form.remark} if form.remark else {},
        subject=month,
    )


@act("period.sign", Right.SIGN_BOOKS)
def sign_month(desk: Desk, form: SignForm, month: str) -> Event:
    """Sign a closed month: a second person, for exactly what was closed."""
    row = _month(desk, month, "closed")
    if row.closed_by == desk.person.account:
        raise Refusal(N_("Who closed the month cannot sign it. Ask the chairperson."))
    _check_closing(row, form.closing)
    row.state, row.signed_by, row.signed_at = "signed", desk.person.account, desk.now
    return Event(public={"period": month, "hash": form.closing}, subject=month)


@act("period.reopen", Right.SIGN_BOOKS)
def reopen_month(desk: Desk, form: ReopenForm, month: str) -> Event:
    """Give a closed month back unsigned, with reasons; once signed it is never opened again."""
    row = _month(desk, month, "closed")
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


@act("period.read", Right.ASSEMBLY)
def read_month(desk: Desk, _form: Nothing, month: str, assembly: UUID) -> Event:
    """Write down that a signed month was read out in a meeting."""
    row = _month(desk, month, "signed", "read", "questioned")
    if row.assembly is not None:
        raise Refusal(N_("This month was read out already."))
    quorate_meeting(desk, assembly)
    row.assembly = assembly
    if row.state == "signed":
        row.state = "read"
    return Event(public={"period": month, "assembly": str(assembly)}, subject=month)


@act("period.review", Right.REVIEW_BOOKS)
def review_month(desk: Desk, form: ReviewForm, month: str) -> Event:
    """Find a month in order, which locks it, or ask questions; nothing in it is changed."""
    row = _month(desk, month, "signed", "read", "questioned", "answered")
    if form.outcome == "questioned" and not form.questions:
        raise Refusal(N_("Write down what you ask."), "questions")
    row.reviewed_by, row.reviewed_at = desk.person.account, desk.now
    row.state = "locked" if form.outcome == "accepted" else "questioned"
    if form.questions:
        row.questions, row.answer = form.questions[:2000], ""
    return Event(
        public={"period": month, "outcome": form.outcome},
        private={"questions": form.questions} if form.questions else {},
        subject=month,
    )


@act("period.answer", Right.CLOSE_BOOKS)
def answer_review(desk: Desk, form: AnswerForm, month: str) -> Event:
    """Answer what an officer asked."""
    row = _month(desk, month, "questioned")
    row.state, row.answer = "answered", form.answer[:2000]
    return Event(public={"period": month}, private={"answer": form.answer}, subject=month)


def books_say(desk: Desk, account: str, currency: str, day: date) -> int:
    """Return what the posted entries say lay on an account of money at the end of a day."""
    later = select(func.sum(AccountDay.amount)).where(
        AccountDay.village == desk.place,
        AccountDay.account == account,
        AccountDay.currency == currency,
        col(AccountDay.day) > day,
    )
    return balance(desk, account, currency) - int(desk.session.exec(later).one() or 0)


def trial_balance(desk: Desk, until: date) -> dict[tuple[str, str], int]:
    """Return what the entries posted up to a day sum to, by account and currency, without zeros."""
    rows = desk.session.execute(
        pick(EntryPosting.account, EntryPosting.currency, func.sum(EntryPosting.amount))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(
            LedgerEntry.village == desk.place,
            LedgerEntry.state == "posted",
            col(LedgerEntry.entry_date) <= until,
        )
        .group_by(EntryPosting.account, EntryPosting.currency)
    )
    return {(account, currency): int(amount) for account, currency, amount in rows if amount}


def _spoken(form: CountForm) -> CountForm:
    """Return the form without the second person's PIN: it belongs in no fingerprint."""
    return form.model_copy(update={"second_phone": None, "second_pin": None})


def _check_order(desk: Desk, month: str) -> None:
    last = last_closed(desk.session, desk.place)
    if last is not None and next_month(last) != month:
        raise Refusal(N_("Months are closed in their order."))
    if last is None:
        first = select(func.min(LedgerEntry.entry_date)).where(
            LedgerEntry.village == desk.place, LedgerEntry.state == "posted"
        )
        day = desk.session.exec(first).one()
        if day is None or month_of(day) != month:
            raise Refusal(N_("Months are closed in their order."))


def _check_nothing_waits(desk: Desk, until: date) -> None:
    query = select(LedgerEntry.number).where(
        LedgerEntry.village == desk.place,
        LedgerEntry.state == "proposed",
        col(LedgerEntry.entry_date) <= until,
        func.coalesce(LedgerEntry.expires_on, desk.today) >= desk.today,
    )
    number = desk.session.exec(query).first()
    if number is not None:
        raise Refusal(
            N_("Entry %(number)s of this month still waits. Approve or refuse it first."),
            number=number,
        )


def _check_counted(desk: Desk, trial: dict[tuple[str, str], int], until: date) -> None:
    """Refuse to close while money that the books show was not counted at the month's end."""
    for place, account in accounts.PLACES.items():
        if not trial.get((account, desk.country.currency)):
            continue
        query = select(MoneyCount.id).where(
            MoneyCount.village == desk.place,
            MoneyCount.account == account,
            MoneyCount.counted_on == until,
        )
        if desk.session.exec(query).first() is None:
            raise Refusal(_COUNT_FIRST[place])


_COUNT_FIRST = {
    "bank": N_("Write down first what the bank statement says at the end of the month."),
    "mobile_money": N_("Write down first what the phone says at the end of the month."),
    "cash": N_("Count the cash first, as it was at the end of the month."),
}


def _month(desk: Desk, month: str, *states: str) -> BookMonth:
    row = closed_month(desk.session, desk.place, month)
    if row is None:
        raise NotFound(N_("This month is not closed."))
    if row.state not in states:
        raise Refusal(N_("This month is further on already. Look at it again."))
    return row


def _check_closing(row: BookMonth, closing: str) -> None:
    if row.closing_hash != closing:
        raise Refusal(N_("This is not what was closed. Open the month again and look."))
