"""Rows and public fields of an entry."""

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.booking import Booking
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.evidence.forms import Photo
from ubudehe.ledger.evidence.photos import evidence_of, rows_of
from ubudehe.ledger.rules import entries
from ubudehe.ledger.rules.approvals import CHAIR, limit_for
from ubudehe.ledger.rules.entries import Posting, Quantity, Transaction, size_of
from ubudehe.ledger.spending.queries import spending_rule
from ubudehe.people.desk import Desk
from ubudehe.people.queries import approvers
from ubudehe.record.queries import record_size
from ubudehe.storage.prepared import Prepared, given

_LAST = Prepared(
    select(func.max(LedgerEntry.number)).where(LedgerEntry.village == given("village"))
)
_POSTINGS = Prepared(
    select(EntryPosting)
    .where(EntryPosting.entry == given("entry"))
    .order_by(col(EntryPosting.position))
)
_QUANTITIES = Prepared(
    select(EntryQuantity)
    .where(EntryQuantity.entry == given("entry"))
    .order_by(col(EntryQuantity.position))
)


def new_entry(desk: Desk, booking: Booking, day: date, what: str) -> LedgerEntry:
    """Return the row of a proposed entry, with whose agreement it needs and until when.

    Refusal if it could never be posted, since who proposes cannot agree and too few are left.
    """
    rule = spending_rule(desk.session, desk.place, desk.today, desk.country)
    limit = limit_for(rule, size_of(booking.done, desk.country.currency))
    others = approvers(desk.session, desk.place, desk.today, but=desk.one_office())
    if limit.approvals > max(len(others), 1):
        raise Refusal(
            N_(
                "This needs %(needs)s approvals, and beside you only %(people)s people may give "
                "one. Let somebody else propose it, such as the facilitator."
            ),
            needs=limit.approvals,
            people=len(others),
        )
    return LedgerEntry(
        id=desk.act_id,
        village=desk.place,
        number=(_LAST.first(desk.session, village=desk.place) or 0) + 1,
        entry_date=day,
        kind=booking.kind,
        project=booking.project,
        what=what,
        payee=booking.payee,
        payee_public=booking.payee_public,
        needs=limit.approvals,
        chair_needed=limit.chair,
        expires_on=desk.in_days(rule.expires_days),
        clears=booking.clears,
        item=booking.item,
        item_number=booking.item_number,
        quotes=booking.quotes,
        proposed_by=desk.person.account,
        proposed_at=desk.now,
    )


def write_entry(desk: Desk, entry: LedgerEntry, done: Transaction, photo: Photo | None) -> None:
    """Write an entry with its postings, its quantities, and the photo that came with it."""
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
                grant_code=p.grant,
            )
        )
    for position, q in enumerate(done.quantities):
        desk.session.add(
            EntryQuantity(
                entry=entry.id, position=position, unit=q.unit, number=q.number, rate=q.rate
            )
        )
    if photo is not None:
        at = record_size(desk.session, desk.place)
        desk.session.add_all(rows_of(photo, entry.id, at))


def public_body(entry: LedgerEntry, done: Transaction, photo: Photo | None) -> dict[str, object]:
    """Return what the record says of a proposed entry: docs/record.md."""
    body: dict[str, object] = {
        "date": entry.entry_date.isoformat(),
        "kind": entry.kind,
        "project": str(entry.project) if entry.project else None,
        "postings": [_posting(posting) for posting in done.postings],
        "qty": [{"u": q.unit, "n": q.number, "rate": q.rate} for q in done.quantities],
        "ev": evidence_of(photo) if photo else [],
        "needs": entry.needs,
        "until": entry.expires_on.isoformat() if entry.expires_on else None,
    }
    if entry.chair_needed:
        body["must"] = CHAIR
    if entry.clears:
        body["clears"] = str(entry.clears)
    if entry.item or entry.quotes is not None:
        body["buy"] = {"item": entry.item, "number": entry.item_number, "quotes": entry.quotes}
    return body


def transaction_of(session: Session, entry: LedgerEntry) -> Transaction:
    """Return the transaction that is stored for `entry`."""
    return entries.transaction(
        [
            Posting(p.account, p.amount, p.currency, p.grant_code)
            for p in _POSTINGS.rows(session, entry=entry.id)
        ],
        *(Quantity(q.unit, q.number, q.rate) for q in _QUANTITIES.rows(session, entry=entry.id)),
    )


def _posting(posting: Posting) -> dict[str, object]:
    body: dict[str, object] = {"a": posting.account, "n": posting.amount, "c": posting.currency}
    return body | ({"g": posting.grant} if posting.grant else {})
