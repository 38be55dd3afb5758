"""What people do with the fund: propose, approve or refuse, reverse."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.names import same_words, share_words
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.booking import Booking, booking_of, check_nothing_before
from ubudehe.ledger.entries.conditions import has_run_out, is_posted, stands, waits
from ubudehe.ledger.entries.forms import Approve, AtARate, EntryForm, ProposedEntry, Refuse, Reverse
from ubudehe.ledger.entries.posting import check_open, post
from ubudehe.ledger.entries.rates import check_rate
from ubudehe.ledger.entries.tables import EntryApproval, LedgerEntry
from ubudehe.ledger.entries.writing import new_entry, public_body, transaction_of, write_entry
from ubudehe.ledger.evidence.lacking import check_proof
from ubudehe.ledger.evidence.photos import check_may_show, size_of_photo
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.grants.holding import check_grants, check_promised
from ubudehe.ledger.grants.withdrawn import check_not_withdrawn
from ubudehe.ledger.rules import entries
from ubudehe.ledger.rules.approvals import CHAIR, is_agreed
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.acts import Apart, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.office import same_person
from ubudehe.people.queries import names_of
from ubudehe.people.rules import Right
from ubudehe.record.append import Event, Receipt
from ubudehe.record.queries import record_size
from ubudehe.storage.reading import of_village

_MOST_DAYS_AGO = 400


def _entry_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how far an entry has come, and everything that stands behind it."""
    found = session.get(LedgerEntry, ids["entry"]) if "entry" in ids else None
    if found is None or found.village != place:
        return None
    photos = session.exec(select(Evidence).where(Evidence.entry == found.id))
    statements = session.exec(select(Statement).where(Statement.entry == found.id))
    return {
        "state": found.state,
        "reversed": found.reversed_by,
        "photo": sorted(f"{one.sha256}{one.gone or ''}" for one in photos),
        "statement": sorted(f"{one.id}{one.erased}" for one in statements),
    }


def _bind_proposal(desk: Desk, receipt: Receipt) -> None:
    """Keep the leaf hash of a proposal: others approve exactly that."""
    entry = desk.session.get_one(LedgerEntry, UUID(receipt.made))
    entry.proposal_hash = receipt.leaf_hash.hex()
    desk.session.flush()


def _proposer(desk: Desk, form: Approve) -> set[UUID | None]:
    return {entry_of(desk, form.entry).proposed_by}


def _approvers(desk: Desk, form: Approve) -> set[UUID | None]:
    agreed = select(EntryApproval.account).where(EntryApproval.entry == form.entry)
    return {*desk.session.exec(agreed)}


@act(
    "txn.propose",
    Right.PROPOSE_MONEY,
    said=N_("It is proposed. It counts once another person approves it."),
    corrected_by=("txn.withdraw", "txn.void", "txn.propose"),
    offline=Offline.ASKS,
    agree=("txn.approve",),
    state=_entry_now,
    after=_bind_proposal,
    takes=EntryForm,
    worded=("what",),
)
def propose(desk: Desk, form: ProposedEntry | Reverse) -> Event:
    """Propose what a form says happened, or to take back what was posted."""
    return _reversal(desk, form) if isinstance(form, Reverse) else _entry(desk, form)


def _entry(desk: Desk, form: ProposedEntry) -> Event:
    """Write down a proposed entry with its postings."""
    if form.entry_date > desk.today:
        raise Refusal(N_("This day is still to come."), "entry_date")
    if (desk.today - form.entry_date).days > _MOST_DAYS_AGO:
        raise Refusal(N_("This is more than a year ago. Check the year."), "entry_date")
    check_open(desk, form.entry_date, "entry_date")
    check_may_show(desk.session, desk.place, form.photo)
    booking = booking_of(desk, form)
    _check_not_paid(desk, booking.payee, form.other, "payee")
    if isinstance(form, AtARate):
        check_rate(desk, form, booking.done.postings)
    entry = new_entry(desk, booking, form.entry_date, form.what)
    write_entry(desk, entry, booking.done, form.photo)
    shown = {"payee": booking.payee} if booking.payee and booking.payee_public else {}
    hidden = {"payee": booking.payee} if booking.payee and not booking.payee_public else {}
    return Event(
        public={
            **public_body(entry, booking.done, form.photo),
            "pub": {"what": form.what} | shown,
        },
        private=hidden | size_of_photo(form.photo),
        subject=str(entry.id),
    )


def _reversal(desk: Desk, form: Reverse) -> Event:
    """Write down a proposed reversal, of today; one per entry, none of a reversal."""
    original = entry_of(desk, form.entry)
    _check_reversible(desk, original)
    check_open(desk, desk.today)
    done = entries.reversal(transaction_of(desk.session, original))
    check_grants(desk, desk.today, done)
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


@act(
    "txn.approve",
    Right.APPROVE_MONEY,
    said=N_("You approved it. It counts once all who must agree have done so."),
    corrected_by=("txn.propose",),
    offline=Offline.SECOND,
    apart=(
        Apart(
            "who proposed the entry",
            _proposer,
            N_("The one who proposed an entry cannot approve it. Ask a second person."),
        ),
        Apart(
            "who approved the entry already",
            _approvers,
            N_("You have approved this entry already. Ask another person."),
        ),
    ),
    state=_entry_now,
)
def approve_entry(desk: Desk, form: Approve) -> Event:
    """Agree to a proposed entry, for exactly what was proposed; the last who must agrees posts it.

    Whoever proposed it, is paid by it or agreed already cannot agree.
    """
    found = _pending(desk, form.entry, form.proposal)
    _check_not_paid(desk, _who_gains(desk, found), form.other, "")
    earlier = desk.session.exec(select(EntryApproval).where(EntryApproval.entry == found.id)).all()
    role = desk.person.role_for(Right.APPROVE_MONEY, desk.place, desk.today)
    here = desk.lent_by in same_person(desk.session, [found.proposed_by])
    approval = EntryApproval(
        entry=found.id, account=desk.person.account, role=str(role), at=desk.now, here=here
    )
    desk.session.add(approval)
    roles = [one.role for one in (*earlier, approval)]
    posted = is_agreed(roles, found.needs, CHAIR if found.chair_needed else None)
    totals: dict[str, int] = {}
    done = transaction_of(desk.session, found)
    check_proof(desk, found, done.postings)
    check_not_withdrawn(desk, found.entry_date, found.kind, done)
    check_grants(desk, found.entry_date, done)
    check_promised(desk, found.kind, done)
    if found.kind == "opening":
        check_nothing_before(desk)
    if posted:
        if found.reverses is not None:
            original = entry_of(desk, found.reverses)
            _check_reversible(desk, original, but=found.id)
            original.reversed_by = found.id
        totals = post(desk, found, done)
        _decide(desk, found, EntryState.POSTED)
    return Event(
        public={
            "entry": str(form.entry),
            "hash": form.proposal,
            "posted": posted,
            **({"here": True} if here else {}),
        },
        subject=str(form.entry),
        totals=totals,
    )


@act(
    "txn.void",
    Right.APPROVE_MONEY,
    said=N_("It is refused with your reason. It can be proposed anew."),
    corrected_by=("txn.propose",),
    offline=Offline.SECOND,
    state=_entry_now,
)
def refuse_entry(desk: Desk, form: Refuse) -> Event:
    """Refuse a proposed entry with a reason; it stays visible and can never be posted."""
    found = _pending(desk, form.entry, form.proposal)
    _decide(desk, found, EntryState.REFUSED)
    found.refusal_reason = form.reason
    return Event(
        public={"entry": str(form.entry), "hash": form.proposal},
        private={"reason": form.reason},
        subject=str(form.entry),
    )


@act(
    "txn.withdraw",
    Right.PROPOSE_MONEY,
    said=N_(
        "You took it back. It stays visible with your reason; propose it anew if it is needed."
    ),
    corrected_by=("txn.propose",),
    offline=Offline.STATE,
    state=_entry_now,
)
def withdraw_entry(desk: Desk, form: Refuse) -> Event:
    """Take a waiting entry back, as who proposed it; it stays visible, never to be posted."""
    found = _pending(desk, form.entry, form.proposal)
    if found.proposed_by not in desk.person.accounts:
        raise Refusal(N_("Only who proposed an entry takes it back. Others can refuse it."))
    _decide(desk, found, EntryState.REFUSED)
    found.refusal_reason = form.reason
    return Event(
        public={"entry": str(form.entry), "hash": form.proposal},
        private={"reason": form.reason},
        subject=str(form.entry),
    )


def entry_of(desk: Desk, entry: UUID) -> LedgerEntry:
    """Return an entry of the village; NotFound where there is none."""
    found = of_village(desk.session, LedgerEntry, entry, desk.place)
    if found is None:
        raise NotFound(N_("There is no such entry in this village."))
    return found


def _decide(desk: Desk, entry: LedgerEntry, state: EntryState) -> None:
    entry.state, entry.decided_by, entry.decided_at = state, desk.person.account, desk.now
    entry.decided_idx = record_size(desk.session, desk.place)


def _check_not_paid(desk: Desk, payee: str | None, other: str | None, field: str) -> None:
    """Refuse that somebody proposes or approves money to themselves, however the name is written.

    Where a part of the name is theirs they are asked: `other` says that it is somebody else.
    """
    names = names_of(desk.session, set(desk.person.accounts)).values()
    if payee is None or not any(share_words(payee, name) for name in names):
        return
    if any(same_words(payee, name) for name in names):
        raise Refusal(N_("Nobody proposes or approves a payment to themselves."), field)
    if other is None:
        raise Refusal(
            N_("Who is paid has a name like yours. Say below that it is somebody else, if it is."),
            "other",
        )


def _who_gains(desk: Desk, entry: LedgerEntry) -> str | None:
    """Return who is paid by an entry, or who is rid of the advance that it accounts for."""
    return entry.payee if entry.clears is None else entry_of(desk, entry.clears).payee


def _pending(desk: Desk, entry: UUID, proposal: str) -> LedgerEntry:
    found = entry_of(desk, entry)
    if found.state != EntryState.PROPOSED:
        raise Refusal(N_("This entry was already decided."))
    if found.proposal_hash != proposal:
        raise Refusal(N_("This is not what was proposed. Open the entry again and look."))
    if has_run_out(found.state, found.expires_on, desk.today):
        raise Refusal(N_("Nobody agreed in time, so this proposal ran out. Propose it anew."))
    return found


def _check_reversible(desk: Desk, original: LedgerEntry, but: UUID | None = None) -> None:
    if original.state != EntryState.POSTED:
        raise Refusal(N_("Only a posted entry can be reversed."))
    if original.reverses is not None:
        raise Refusal(N_("A reversal is not reversed again. Write a new entry."))
    if original.kind == "advance" and _is_accounted_for(desk, original):
        raise Refusal(N_("Part of this advance was accounted for. Take that back first."))
    waiting = desk.session.exec(
        select(LedgerEntry.id).where(
            LedgerEntry.reverses == original.id,
            or_(is_posted(), waits(desk.today)),
            LedgerEntry.id != but,
        )
    ).first()
    if original.reversed_by is not None or waiting is not None:
        raise Refusal(N_("This entry is reversed already, or a reversal is waiting."))


def _is_accounted_for(desk: Desk, advance: LedgerEntry) -> bool:
    query = select(LedgerEntry.id).where(
        LedgerEntry.clears == advance.id,
        LedgerEntry.kind == "clearing",
        stands(),
    )
    return desk.session.exec(query).first() is not None
