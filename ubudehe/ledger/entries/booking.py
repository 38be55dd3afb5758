"""What a form becomes in the books: the one place where words turn into postings."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from ubudehe.language.fields import MOST_MONEY, TOO_MUCH
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.advances import left_for_clearing
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.forms import (
    AdvanceCleared,
    AdvanceGiven,
    BankCharged,
    ForeignBack,
    ForeignCharged,
    ForeignMoneyCame,
    GeneralPaid,
    GivenDays,
    KeptBackPaid,
    MaterialsGiven,
    MoneyBack,
    MoneyCame,
    MoneyExchanged,
    MoneyLost,
    MoneyMoved,
    PaidOfGrants,
    PaidOnProject,
    PeopleRepaired,
    PeopleWorked,
    ProposedEntry,
    RepairPaid,
    WePaid,
)
from ubudehe.ledger.entries.tables import AccountBalance, EntryPosting, LedgerEntry
from ubudehe.ledger.grants.agreements import grant_by_code
from ubudehe.ledger.grants.holding import check_grants, check_promised
from ubudehe.ledger.grants.withdrawn import check_not_withdrawn
from ubudehe.ledger.reports.closed import is_closed
from ubudehe.ledger.rules import accounts, entries
from ubudehe.ledger.rules.balances import least_from
from ubudehe.ledger.rules.entries import Posting, Transaction
from ubudehe.ledger.rules.states import EntryState
from ubudehe.ledger.spending.queries import spending_rule
from ubudehe.people.desk import Desk
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.storage.reading import of_village, pick


@dataclass(frozen=True)
class Booking:
    """What is to be written down about a proposed entry beside its day and its text."""

    kind: str
    done: Transaction
    project: UUID | None = None
    payee: str | None = None
    payee_public: bool = False
    clears: UUID | None = None
    item: str | None = None
    item_number: int = 0
    quotes: int | None = None


_CAME = {
    "contribution": "contribution",
    "interest": "interest",
    "other_income": "income",
    "opening": "opening",
}
"""By source, the kind of an entry of money that came; what is not here is a grant."""


def booking_of(desk: Desk, form: ProposedEntry) -> Booking:
    """Return what `form` becomes; Refusal where it does not fit the village's books."""
    booking = _booking_of(desk, form)
    if any(abs(posting.amount) > MOST_MONEY for posting in booking.done.postings):
        raise Refusal(TOO_MUCH)
    check_not_withdrawn(desk, form.entry_date, booking.kind, booking.done, "grant")
    check_grants(desk, form.entry_date, booking.done, "grant")
    check_promised(desk, booking.kind, booking.done, "grant")
    return booking


def _booking_of(desk: Desk, form: ProposedEntry) -> Booking:
    own = desk.country.currency
    match form:
        case MoneyCame():
            return _money_came(desk, form, own)
        case ForeignMoneyCame():
            grant = _grant(desk, form.grant, form.source, form.currency)
            done = entries.foreign_money_came(form.source, form.minor, form.currency, grant)
            return Booking(_CAME.get(form.source, "grant"), done)
        case MoneyExchanged():
            grant = _grant(desk, form.grant, None, form.currency)
            done = entries.money_exchanged(
                form.minor, form.currency, form.into, form.amount, own, grant
            )
            return Booking("exchange", done)
        case WePaid():
            return _we_paid(desk, form, own, _project(desk, form.project))
        case RepairPaid():
            return _we_paid(desk, form, own, _handed_over(desk, form.project))
        case GeneralPaid():
            return _general_paid(desk, form, own)
        case MoneyBack():
            return _money_back(desk, form, own)
        case ForeignBack():
            return _foreign_back(desk, form, own)
        case ForeignCharged():
            grant = _grant(desk, form.grant, None, form.currency)
            spent = (form.minor, form.currency, form.amount, own, grant)
            return Booking("charge", entries.foreign_spent(accounts.BANK_CHARGES, *spent))
        case KeptBackPaid():
            return _kept_back_paid(desk, form, own)
        case AdvanceGiven():
            done = entries.advance_given(form.out_of, form.amount, own)
            return Booking("advance", done, payee=form.payee)
        case AdvanceCleared():
            return _advance_cleared(desk, form, own)
        case PeopleWorked():
            return _given_days(desk, form, own, _project(desk, form.project))
        case PeopleRepaired():
            return _given_days(desk, form, own, _handed_over(desk, form.project))
        case MaterialsGiven():
            project = _project(desk, form.project)
            done = entries.materials_given(project.code, form.number, form.unit, form.worth, own)
            return Booking("materials", done, project.id)
        case BankCharged():
            done = entries.we_paid(accounts.BANK_CHARGES, form.out_of, form.amount, own)
            return Booking("charge", done)
        case MoneyLost():
            return Booking("loss", entries.we_paid(accounts.LOSS, form.out_of, form.amount, own))
        case MoneyMoved():
            if form.out_of == form.into:
                raise Refusal(N_("Choose two different places."), "into")
            return Booking(
                "transfer", entries.money_moved(form.out_of, form.into, form.amount, own)
            )
    raise TypeError(type(form))


def _money_came(desk: Desk, form: MoneyCame, own: str) -> Booking:
    if form.source == "opening":
        check_nothing_before(desk)
    grant = _grant(desk, form.grant, form.source, own)
    done = entries.money_came(form.source, form.into, form.amount, own, grant)
    return Booking(_CAME.get(form.source, "grant"), done)


def _given_days(desk: Desk, form: GivenDays, own: str, project: ProjectLine) -> Booking:
    wage = spending_rule(desk.session, desk.place, form.entry_date, desk.country).wage
    done = entries.people_worked(project.code, form.days, own, wage)
    return Booking("labour", done, project.id)


def _we_paid(desk: Desk, form: PaidOnProject, own: str, project: ProjectLine) -> Booking:
    kept = form.kept_back
    done = entries.we_paid(
        accounts.project_expense(project.code, form.purpose),
        form.out_of,
        form.amount,
        own,
        _grant_for(desk, form.grant, project.id),
        Posting(accounts.retention(project.code), -kept, own) if kept else None,
        _second_grant(desk, form, project.id),
    )
    return Booking(
        "spend",
        done,
        project.id,
        payee=form.payee,
        payee_public=form.payee_is == "organisation",
        item=form.item,
        item_number=form.item_number or 0,
        quotes=form.quotes,
    )


def _general_paid(desk: Desk, form: GeneralPaid, own: str) -> Booking:
    expense = accounts.general_expense(form.purpose)
    grant = _grant_for(desk, form.grant, None)
    second = _second_grant(desk, form, None)
    done = entries.we_paid(expense, form.out_of, form.amount, own, grant, second=second)
    public = form.payee_is == "organisation"
    return Booking("spend", done, payee=form.payee, payee_public=public)


def _money_back(desk: Desk, form: MoneyBack, own: str) -> Booking:
    code = _grant(desk, form.grant, None, own)
    grant = grant_by_code(desk.session, desk.place, form.grant)
    assert grant is not None
    done = entries.we_paid(accounts.GIVEN_BACK, form.out_of, form.amount, own, code)
    return Booking("refund", done, payee=grant.giver, payee_public=True)


def _foreign_back(desk: Desk, form: ForeignBack, own: str) -> Booking:
    grant = grant_by_code(desk.session, desk.place, form.grant)
    if grant is None:
        raise Refusal(N_("There is no such grant in this village."), "grant")
    if grant.currency == own:
        raise Refusal(N_("This grant was agreed in another currency."), "grant")
    spent = (form.minor_of(grant.currency), grant.currency, form.amount, own, grant.code)
    done = entries.foreign_spent(accounts.GIVEN_BACK, *spent)
    return Booking("refund", done, payee=grant.giver, payee_public=True)


def _kept_back_paid(desk: Desk, form: KeptBackPaid, own: str) -> Booking:
    project = _project(desk, form.project, may_be_closed=True)
    kept = kept_back_on(desk, accounts.retention(project.code), own, form.entry_date)
    if form.amount > kept:
        raise Refusal(
            N_("Only %(kept)s was kept back on this project."), "amount", kept=_money(desk, kept)
        )
    done = entries.kept_back_paid(project.code, form.out_of, form.amount, own)
    return Booking(
        "retention",
        done,
        project.id,
        payee=form.payee,
        payee_public=form.payee_is == "organisation",
    )


def _advance_cleared(desk: Desk, form: AdvanceCleared, own: str) -> Booking:
    check_given(desk, form.advance, form.entry_date)
    left = left_of_advance(desk, form.advance)
    spent, returned = form.spent or 0, form.returned or 0
    if spent + returned > left:
        raise Refusal(
            N_("Only %(left)s of this advance is still open."), "spent", left=_money(desk, left)
        )
    if not spent:
        done = entries.advance_cleared("", 0, form.into, returned, own)
        return Booking("clearing", done, clears=form.advance)
    if form.project is None or form.purpose is None:
        raise Refusal(N_("Fill this in."), "purpose" if form.project else "project")
    project = _project(desk, form.project)
    expense = accounts.project_expense(project.code, form.purpose)
    grant = _grant_for(desk, form.grant, project.id)
    done = entries.advance_cleared(expense, spent, form.into, returned, own, grant)
    return Booking("clearing", done, project.id, clears=form.advance)


def check_given(desk: Desk, advance: UUID, day: date) -> None:
    """Refuse that an advance is accounted for before the day on which it was given."""
    found = of_village(desk.session, LedgerEntry, advance, desk.place)
    if found is not None and day < found.entry_date:
        raise Refusal(N_("The advance was given on a later day. Check the date."), "entry_date")


def left_of_advance(desk: Desk, advance: UUID, but: UUID | None = None) -> int:
    """Return what of an advance is neither accounted for nor about to be (without entry `but`)."""
    found = of_village(desk.session, LedgerEntry, advance, desk.place)
    if found is None or found.kind != "advance":
        raise Refusal(N_("There is no such advance in this village."))
    if found.state != EntryState.POSTED or found.reversed_by is not None:
        raise Refusal(N_("This advance was not posted, or was taken back."))
    return left_for_clearing(desk.session, advance, desk.today, but)


def kept_back_on(desk: Desk, account: str, currency: str, day: date) -> int:
    """Return what of an account of money kept back is free on a day: what no later day used."""
    rows = desk.session.execute(
        pick(LedgerEntry.entry_date, EntryPosting.amount)
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            LedgerEntry.village == desk.place,
            is_posted(),
            EntryPosting.account == account,
            EntryPosting.currency == currency,
        )
    )
    return least_from(day, [(when, -amount) for when, amount in rows])


def balance(desk: Desk, account: str, currency: str) -> int:
    """Return what all posted entries sum to on an account of the village."""
    row = desk.session.get(AccountBalance, (desk.place, account, currency))
    return row.amount if row else 0


def check_nothing_before(desk: Desk) -> None:
    """Refuse money that was there before, once anything else is posted."""
    query = select(LedgerEntry.id).where(
        LedgerEntry.village == desk.place,
        LedgerEntry.state == EntryState.POSTED,
        LedgerEntry.kind != "opening",
    )
    if desk.session.exec(query).first() is not None:
        raise Refusal(
            N_("Money that was there before can only be written down before the first entry."),
            "source",
        )


def _grant(desk: Desk, code: str | None, source: str | None, currency: str | None) -> str | None:
    if code is None:
        return None
    grant = grant_by_code(desk.session, desk.place, code)
    if grant is None:
        raise Refusal(N_("There is no such grant in this village."), "grant")
    if source is not None and grant.source != source:
        raise Refusal(N_("This grant comes from somebody else."), "grant")
    if currency is not None and grant.currency != currency:
        raise Refusal(N_("This grant was agreed in another currency."), "grant")
    return grant.code


def _project(desk: Desk, project: UUID, *, may_be_closed: bool = False) -> ProjectLine:
    found = funded_project(desk.session, desk.place, project)
    if found is None:
        raise Refusal(N_("Choose one of the projects that the village has chosen."), "project")
    if not may_be_closed and is_closed(desk.session, project):
        raise Refusal(N_("This project was closed with a report to the assembly."), "project")
    return found


def _handed_over(desk: Desk, project: UUID) -> ProjectLine:
    """Return a project that was closed with a report, under the code of its repairs."""
    found = _project(desk, project, may_be_closed=True)
    if not is_closed(desk.session, project):
        text = N_("This project goes on: write it down as a payment or work for the project.")
        raise Refusal(text, "project")
    return replace(found, code=found.code + accounts.REPAIRS)


def _money(desk: Desk, amount: int) -> str:
    return desk.country.money(amount)


def _second_grant(desk: Desk, form: PaidOfGrants, project: UUID | None) -> tuple[str, int] | None:
    """Return the second grant that a payment is made of, and how much of it; None for one alone."""
    if form.grant2 is None or form.part2 is None:
        return None
    try:
        code = _grant_for(desk, form.grant2, project)
    except Refusal as refused:
        raise Refusal(refused.msgid, "grant2", **refused.params) from None
    return (code, form.part2) if code else None


def _grant_for(desk: Desk, code: str | None, project: UUID | None) -> str | None:
    """Return the grant that a payment is to be made of; Refusal if it is bound elsewhere."""
    if code is None:
        return None
    grant = grant_by_code(desk.session, desk.place, code)
    if grant is not None and grant.project not in (None, project):
        raise Refusal(N_("This grant was given for another project."), "grant")
    return _grant(desk, code, None, None)
