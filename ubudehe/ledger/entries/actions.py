"""What people do with the fund: propose, approve or refuse, reverse."""

from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select

from ubudehe.language.messages import N_
from ubudehe.language.names import nfc
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.booking import Booking, booking_of
from ubudehe.ledger.entries.forms import Approve, Proposed, Refuse, Reverse
from ubudehe.ledger.entries.posting import check_open, post
from ubudehe.ledger.entries.tables import EntryApproval, LedgerEntry
from ubudehe.ledger.entries.writing import new_entry, public_body, transaction_of, write_entry
from ubudehe.ledger.evidence.photos import Photo, size_of_photo
from ubudehe.ledger.rules import entries
from ubudehe.people.desk import Desk, act
from ubudehe.people.queries import names_of
from ubudehe.people.rules import Right
from ubudehe.record.append import Event, Receipt

_MOST_DAYS_AGO = 400


def propose(
    desk: Desk, form: Proposed, photo: Photo | None = None, advance: UUID | None = None
) -> Receipt:
    """Propose what a form says happened; it counts once others approved it.

    `advance` is the entry that an AdvanceCleared accounts for.
    """
    return _bind_proposal(desk, propose_entry(desk, form, photo, advance))


@act("txn.propose", Right.PROPOSE_MONEY)
def propose_entry(desk: Desk, form: Proposed, photo: Photo | None, advance: UUID | None) -> Event:
    """Write down a proposed entry with its postings."""
    if form.entry_date > desk.today:
        raise Refusal(N_("This day is still to come."), "entry_date")
    if (desk.today - form.entry_date).days > _MOST_DAYS_AGO:
        raise Refusal(N_("This is more than a year ago. Check the year."), "entry_date")
    check_open(desk, form.entry_date, "entry_date")
    booking = booking_of(desk, form, advance)
    _check_not_paid(desk, booking.payee, "payee")
    entry = new_entry(desk, booking, form.entry_date, form.what)
    write_entry(desk, entry, booking.done, photo)
    shown = {"payee": booking.payee} if booking.payee and booking.payee_public else {}
    hidden = {"payee": booking.payee} if booking.payee and not booking.payee_public else {}
    return Event(
        public={
            **public_body(entry, booking.done, photo),
            "pub": {"what": form.what} | shown,
        },
        private=hidden | size_of_photo(photo),
        subject=str(entry.id),
    )


def propose_reversal(desk: Desk, form: Reverse, entry: UUID) -> Receipt:
    """Propose to take back a posted entry by its exact negation."""
    return _bind_proposal(desk, propose_reversal_entry(desk, form, entry))


@act("txn.propose", Right.PROPOSE_MONEY)
def propose_reversal_entry(desk: Desk, form: Reverse, entry: UUID) -> Event:
    """Write down a proposed reversal, of today; one per entry, none of a reversal."""
    original = entry_of(desk, entry)
    _check_reversible(desk, original)
    check_open(desk, desk.today)
    done = entries.reversal(transaction_of(desk.session, original))
    booking = Booking("reversal", done, original.project)
    new = new_entry(desk, booking, desk.today, form.what)
    new.reverses = original.id
    write_entry(desk, new, done, None)
    return Event(
        public={
            **public_body(new, done, None),
            "reverses": str(original.id),
            "pub": {"what": form.what},
        },
        subject=str(new.id),
    )


@act("txn.approve", Right.APPROVE_MONEY)
def approve_entry(desk: Desk, form: Approve, entry: UUID) -> Event:
    """Agree to a proposed entry, for exactly what was proposed; the last who must agrees posts it.

    Whoever proposed it, is paid by it or agreed already cannot agree.
    """
    found = _pending(desk, entry, form.proposal)
    if found.proposed_by == desk.person.account:
        raise Refusal(N_("The one who proposed an entry cannot approve it. Ask a second person."))
    _check_not_paid(desk, found.payee)
    earlier = desk.session.exec(select(EntryApproval).where(EntryApproval.entry == found.id)).all()
    if any(one.account == desk.person.account for one in earlier):
        raise Refusal(N_("You have approved this entry already. Ask another person."))
    role = desk.person.role_for(Right.APPROVE_MONEY, desk.place, desk.today)
    approval = EntryApproval(
        entry=found.id, account=desk.person.account, role=str(role), at=desk.now
    )
    desk.session.add(approval)
    roles = [one.role for one in (*earlier, approval)]
    posted = len(roles) >= found.needs and (not found.chair_needed or "chair" in roles)
    totals: dict[str, int] = {}
    if posted:
        done = transaction_of(desk.session, found)
        if found.reverses is not None:
            original = entry_of(desk, found.reverses)
            _check_reversible(desk, original, but=found.id)
            original.reversed_by = found.id
        totals = post(desk, found, done)
        found.state, found.decided_by, found.decided_at = "posted", desk.person.account, desk.now
    return Event(
        public={"entry": str(entry), "hash": form.proposal, "posted": posted},
        subject=str(entry),
        totals=totals,
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


def entry_of(desk: Desk, entry: UUID) -> LedgerEntry:
    """Return an entry of the village; NotFound where there is none."""
    found = desk.session.get(LedgerEntry, entry)
    if found is None or found.village != desk.place:
        raise NotFound(N_("There is no such entry in this village."))
    return found


def _bind_proposal(desk: Desk, receipt: Receipt) -> Receipt:
    if not receipt.repeated:
        entry = desk.session.get_one(LedgerEntry, UUID(receipt.made))
        entry.proposal_hash = receipt.leaf_hash.hex()
        desk.session.flush()
    return receipt


def _check_not_paid(desk: Desk, payee: str | None, field: str | None = None) -> None:
    """Refuse that somebody proposes or approves money to themselves."""
    name = names_of(desk.session, {desk.person.account}).get(desk.person.account, "")
    if payee is not None and _plain(payee) == _plain(name):
        raise Refusal(N_("Nobody proposes or approves a payment to themselves."), field)


def _plain(name: str) -> str:
    return " ".join(nfc(name).casefold().split())


def _pending(desk: Desk, entry: UUID, proposal: str) -> LedgerEntry:
    found = entry_of(desk, entry)
    if found.state != "proposed":
        raise Refusal(N_("This entry was already decided."))
    if found.proposal_hash != proposal:
        raise Refusal(N_("This is not what was proposed. Open the entry again and look."))
    if found.expires_on is not None and found.expires_on < desk.today:
        raise Refusal(N_("Nobody agreed in time, so this proposal ran out. Propose it anew."))
    return found


def _check_reversible(desk: Desk, original: LedgerEntry, but: UUID | None = None) -> None:
    if original.state != "posted":
        raise Refusal(N_("Only a posted entry can be reversed."))
    if original.reverses is not None:
        raise Refusal(N_("A reversal is not reversed again. Write a new entry."))
    if original.kind == "advance" and _is_accounted_for(desk, original):
        raise Refusal(N_("Part of this advance was accounted for. Take that back first."))
    waiting = desk.session.exec(
        select(LedgerEntry.id).where(
            LedgerEntry.reverses == original.id,
            LedgerEntry.state != "refused",
            LedgerEntry.id != but,
            or_(
                col(LedgerEntry.state) == "posted",
                func.coalesce(LedgerEntry.expires_on, desk.today) >= desk.today,
            ),
        )
    ).first()
    if original.reversed_by is not None or waiting is not None:
        raise Refusal(N_("This entry is reversed already, or a reversal is waiting."))


def _is_accounted_for(desk: Desk, advance: LedgerEntry) -> bool:
    query = select(LedgerEntry.id).where(
        LedgerEntry.clears == advance.id,
        LedgerEntry.kind == "clearing",
        LedgerEntry.state == "posted",
        col(LedgerEntry.reversed_by).is_(None),
    )
    return desk.session.exec(query).first() is not None
