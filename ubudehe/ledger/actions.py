"""What people do with the fund: propose, approve or refuse, reverse, add a receipt."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.forms import (
    Approve,
    MoneyCame,
    MoneyMoved,
    PeopleWorked,
    Refuse,
    Reverse,
    WePaid,
)
from ubudehe.ledger.rules import accounts, entries
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.entries import Posting, Quantity, Transaction, effect
from ubudehe.ledger.tables import EntryPosting, EntryQuantity, Evidence, LedgerEntry
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.record.append import Event, Receipt
from ubudehe.storage.reading import pick


class Photo(BaseModel):
    """A cleaned receipt photo that is already kept: what the record says of it."""

    sha256: str
    size: int
    media: str
    width: int
    height: int


def propose_money_came(desk: Desk, form: MoneyCame, photo: Photo | None = None) -> Receipt:
    """Propose that money was received."""
    done = entries.money_came(form.source, form.into, form.amount, desk.country.currency)
    return _propose(
        desk, form, "grant" if form.source != "contribution" else "contribution", done, photo
    )


def propose_payment(desk: Desk, form: WePaid, photo: Photo | None = None) -> Receipt:
    """Propose that money was spent on a project."""
    project = _project(desk, form.project)
    done = entries.we_paid(
        project.code, form.purpose, form.out_of, form.amount, desk.country.currency
    )
    return _propose(desk, form, "spend", done, photo)


def propose_labour(desk: Desk, form: PeopleWorked, photo: Photo | None = None) -> Receipt:
    """Propose that people gave labour days to a project."""
    project = _project(desk, form.project)
    done = entries.people_worked(project.code, form.days, desk.country.currency)
    return _propose(desk, form, "labour", done, photo)


def propose_transfer(desk: Desk, form: MoneyMoved, photo: Photo | None = None) -> Receipt:
    """Propose that money was carried from one place to another."""
    if form.out_of == form.into:
        raise Refusal(N_("Choose two different places."), "into")
    done = entries.money_moved(form.out_of, form.into, form.amount, desk.country.currency)
    return _propose(desk, form, "transfer", done, photo)


def _propose(
    desk: Desk,
    form: MoneyCame | WePaid | PeopleWorked | MoneyMoved,
    kind: str,
    done: Transaction,
    photo: Photo | None,
) -> Receipt:
    receipt = propose_entry(desk, form, kind, done, photo)
    return _bind_proposal(desk, receipt)


@act("txn.propose", Right.PROPOSE_MONEY)
def propose_entry(
    desk: Desk,
    form: MoneyCame | WePaid | PeopleWorked | MoneyMoved,
    kind: str,
    done: Transaction,
    photo: Photo | None,
) -> Event:
    """Write down a proposed entry with its postings; it counts only once it is approved."""
    if form.entry_date > desk.today:
        raise Refusal(N_("This day is still to come."), "entry_date")
    if (desk.today - form.entry_date).days > 400:
        raise Refusal(N_("This is more than a year ago. Check the year."), "entry_date")
    payee = form.payee if isinstance(form, WePaid) else None
    entry = _new_entry(desk, kind, form.entry_date, form.what)
    entry.project = form.project if isinstance(form, WePaid | PeopleWorked) else None
    entry.payee = payee
    entry.payee_public = isinstance(form, WePaid) and form.payee_is == "organisation"
    _write(desk, entry, done, photo)
    public = {"what": form.what} | ({"payee": payee} if payee and entry.payee_public else {})
    hidden = {"payee": payee} if payee and not entry.payee_public else {}
    return Event(
        public={**_body(entry, done, photo), "pub": public}, private=hidden, subject=str(entry.id)
    )


def propose_reversal(desk: Desk, form: Reverse, entry: UUID) -> Receipt:
    """Propose to take back a posted entry by its exact negation."""
    return _bind_proposal(desk, propose_reversal_entry(desk, form, entry))


@act("txn.propose", Right.PROPOSE_MONEY)
def propose_reversal_entry(desk: Desk, form: Reverse, entry: UUID) -> Event:
    """Write down a proposed reversal; one per entry, none of a reversal."""
    original = _entry(desk, entry)
    _check_reversible(desk, original)
    done = entries.reversal(transaction_of(desk, original))
    new = _new_entry(desk, "reversal", desk.today, form.what)
    new.project, new.reverses = original.project, original.id
    _write(desk, new, done, None)
    return Event(
        public={
            **_body(new, done, None),
            "reverses": str(original.id),
            "pub": {"what": form.what},
        },
        subject=str(new.id),
    )


@act("txn.approve", Right.APPROVE_MONEY)
def approve_entry(desk: Desk, form: Approve, entry: UUID) -> Event:
    """Post a proposed entry: a second person, for exactly what was proposed, with money there."""
    found = _pending(desk, entry, form.proposal)
    if found.proposed_by == desk.person.account:
        raise Refusal(N_("The one who proposed an entry cannot approve it. Ask a second person."))
    done = transaction_of(desk, found)
    if found.reverses is not None:
        original = _entry(desk, found.reverses)
        _check_reversible(desk, original, but=found.id)
        original.reversed_by = found.id
    _check_money(desk, found.entry_date, done)
    found.state, found.decided_by, found.decided_at = "posted", desk.person.account, desk.now
    sums = effect(done)
    totals = {
        "money_in": sums.money_in,
        "money_out": sums.money_out,
        "labour_days": sums.labour_days,
        "entries": 1,
    }
    return Event(
        public={"entry": str(entry), "hash": form.proposal},
        subject=str(entry),
        totals={name: change for name, change in totals.items() if change},
    )


@act("txn.void", Right.APPROVE_MONEY)
def refuse_entry(desk: Desk, form: Refuse, entry: UUID) -> Event:
    """Refuse a proposed entry with a reason; it stays visible and can never be posted."""
    found = _pending(desk, entry, form.proposal)
    found.state, found.decided_by, found.decided_at = "refused", desk.person.account, desk.now
    found.refusal_reason = form.reason[:400]
    return Event(
        public={"entry": str(entry), "hash": form.proposal},
        private={"reason": form.reason},
        subject=str(entry),
    )


@act("evidence.add", Right.PROPOSE_MONEY)
def add_receipt(desk: Desk, photo: Photo, entry: UUID) -> Event:
    """Add a receipt photo to an entry that is not refused."""
    found = _entry(desk, entry)
    if found.state == "refused":
        raise Refusal(N_("This entry was refused and stays as it is."))
    if desk.session.get(Evidence, (entry, photo.sha256)):
        raise Refusal(N_("This photo is already there."), "photo")
    desk.session.add(Evidence(entry=entry, **photo.model_dump()))
    return Event(public={"entry": str(entry), "ev": _evidence(photo)}, subject=str(entry))


def transaction_of(desk: Desk, entry: LedgerEntry) -> Transaction:
    """Return the transaction that is stored for `entry`."""
    postings = desk.session.exec(
        select(EntryPosting).where(EntryPosting.entry == entry.id).order_by(EntryPosting.position)  # type: ignore[arg-type]
    )
    quantities = desk.session.exec(select(EntryQuantity).where(EntryQuantity.entry == entry.id))
    return entries.transaction(
        [Posting(p.account, p.amount, p.currency) for p in postings],
        *(Quantity(q.unit, q.number, q.rate) for q in quantities),
    )


def _bind_proposal(desk: Desk, receipt: Receipt) -> Receipt:
    if not receipt.repeated:
        entry = desk.session.get_one(LedgerEntry, UUID(receipt.made))
        entry.proposal_hash = receipt.leaf_hash.hex()
        desk.session.flush()
    return receipt


def _project(desk: Desk, project: UUID) -> ProjectLine:
    found = funded_project(desk.session, desk.place, project)
    if found is None:
        raise Refusal(N_("Choose one of the projects that the village has chosen."), "project")
    return found


def _new_entry(desk: Desk, kind: str, day: date, what: str) -> LedgerEntry:
    last = select(func.max(LedgerEntry.number)).where(LedgerEntry.village == desk.place)
    return LedgerEntry(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        entry_date=day,
        kind=kind,
        what=what,
        proposed_by=desk.person.account,
        proposed_at=desk.now,
    )


def _write(desk: Desk, entry: LedgerEntry, done: Transaction, photo: Photo | None) -> None:
    desk.session.add(entry)
    desk.session.flush()
    for position, p in enumerate(done.postings):
        desk.session.add(
            EntryPosting(
                entry=entry.id,
                position=position,
                account=p.account,
                amount=p.amount,
                currency=p.currency,
            )
        )
    for position, q in enumerate(done.quantities):
        desk.session.add(
            EntryQuantity(
                entry=entry.id, position=position, unit=q.unit, number=q.number, rate=q.rate
            )
        )
    if photo is not None:
        desk.session.add(Evidence(entry=entry.id, **photo.model_dump()))


def _body(entry: LedgerEntry, done: Transaction, photo: Photo | None) -> dict[str, object]:
    return {
        "date": entry.entry_date.isoformat(),
        "kind": entry.kind,
        "project": str(entry.project) if entry.project else None,
        "postings": [{"a": p.account, "n": p.amount, "c": p.currency} for p in done.postings],
        "qty": [{"u": q.unit, "n": q.number, "rate": q.rate} for q in done.quantities],
        "ev": _evidence(photo) if photo else [],
    }


def _evidence(photo: Photo) -> list[dict[str, object]]:
    return [{"h": photo.sha256, "b": photo.size, "m": photo.media}]


def _entry(desk: Desk, entry: UUID) -> LedgerEntry:
    found = desk.session.get(LedgerEntry, entry)
    if found is None or found.village != desk.place:
        raise NotFound(N_("There is no such entry in this village."))
    return found


def _pending(desk: Desk, entry: UUID, proposal: str) -> LedgerEntry:
    found = _entry(desk, entry)
    if found.state != "proposed":
        raise Refusal(N_("This entry was already decided."))
    if found.proposal_hash != proposal:
        raise Refusal(N_("This is not what was proposed. Open the entry again and look."))
    return found


def _check_reversible(desk: Desk, original: LedgerEntry, but: UUID | None = None) -> None:
    if original.state != "posted":
        raise Refusal(N_("Only a posted entry can be reversed."))
    if original.reverses is not None:
        raise Refusal(N_("A reversal is not reversed again. Write a new entry."))
    waiting = desk.session.exec(
        select(LedgerEntry.id).where(
            LedgerEntry.reverses == original.id,
            LedgerEntry.state != "refused",
            LedgerEntry.id != but,
        )
    ).first()
    if original.reversed_by is not None or waiting is not None:
        raise Refusal(N_("This entry is reversed already, or a reversal is waiting."))


def _check_money(desk: Desk, day: date, done: Transaction) -> None:
    for posting in done.postings:
        if posting.account not in accounts.LIQUID or posting.amount > 0:
            continue
        changes = desk.session.execute(
            pick(LedgerEntry.entry_date, func.sum(EntryPosting.amount))
            .join(EntryPosting, EntryPosting.entry == LedgerEntry.id)
            .where(
                LedgerEntry.village == desk.place,
                LedgerEntry.state == "posted",
                EntryPosting.account == posting.account,
                EntryPosting.currency == posting.currency,
            )
            .group_by(LedgerEntry.entry_date)
        ).all()
        known = [(when, int(amount)) for when, amount in changes]
        if first_shortfall([*known, (day, posting.amount)]) is not None:
            raise Refusal(
                N_("There is not enough money there on that day. Check the place and the date.")
            )
