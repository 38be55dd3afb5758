"""The fund and its entries, for people of the village."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting, Quantity, effect, transaction
from ubudehe.ledger.tables import EntryPosting, EntryQuantity, Evidence, LedgerEntry
from ubudehe.people.queries import names_of
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class EntryLine:
    """An entry in a list. `amount` is money moved, or labour days where `kind` is labour."""

    id: UUID
    number: int
    entry_date: date
    kind: str
    what: str
    state: str
    amount: int
    is_reversed: bool


@dataclass(frozen=True)
class Fund:
    """Where the village's money lies, and what happened to it."""

    bank: int
    mobile_money: int
    cash: int
    waiting: tuple[EntryLine, ...]
    entries: tuple[EntryLine, ...]
    found: int


@dataclass(frozen=True)
class EntryView:
    """An entry with its life: who proposed it, who decided, what is behind it."""

    id: UUID
    village: str
    number: int
    entry_date: date
    kind: str
    what: str
    payee: str | None
    state: str
    postings: tuple[Posting, ...]
    quantities: tuple[Quantity, ...]
    receipts: tuple[tuple[str, int], ...]
    proposed_by: str
    proposer: UUID
    proposed_at: datetime
    proposal_hash: str
    decided_by: str | None
    decided_at: datetime | None
    refusal_reason: str | None
    reverses: UUID | None
    reversed_by: UUID | None
    money_in: int
    money_out: int
    labour_days: int


def fund(session: Session, village: str, first: int = 0, most: int = 20) -> Fund:
    """Return the balances of a village's fund and its entries, the newest first."""
    held = balances(session, village)
    waiting = _lines(session, village, LedgerEntry.state == "proposed", 0, 100)
    rest = col(LedgerEntry.state) != "proposed"
    found = session.exec(select(func.count()).where(LedgerEntry.village == village, rest)).one()
    return Fund(
        bank=held.get(accounts.BANK, 0),
        mobile_money=held.get(accounts.MOBILE_MONEY, 0),
        cash=held.get(accounts.CASH, 0),
        waiting=waiting,
        entries=_lines(session, village, rest, first, most),
        found=found,
    )


def balances(session: Session, village: str) -> dict[str, int]:
    """Return the posted balance of every account of a village."""
    rows = session.execute(
        pick(EntryPosting.account, func.sum(EntryPosting.amount))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(LedgerEntry.village == village, LedgerEntry.state == "posted")
        .group_by(EntryPosting.account)
    ).all()
    return {account: int(amount) for account, amount in rows}


def entry_view(session: Session, village: str, entry: UUID) -> EntryView:
    """Return one entry of a village; NotFound where there is none."""
    found = session.get(LedgerEntry, entry)
    if found is None or found.village != village:
        raise NotFound(N_("There is no such entry in this village."))
    postings = tuple(
        Posting(*row)
        for row in session.execute(
            pick(EntryPosting.account, EntryPosting.amount, EntryPosting.currency)
            .where(EntryPosting.entry == entry)
            .order_by(col(EntryPosting.position))
        )
    )
    quantities = tuple(
        Quantity(*row)
        for row in session.execute(
            pick(EntryQuantity.unit, EntryQuantity.number, EntryQuantity.rate).where(
                EntryQuantity.entry == entry
            )
        )
    )
    receipts = session.execute(
        pick(Evidence.sha256, Evidence.size).where(Evidence.entry == entry)
    ).all()
    names = names_of(session, {a for a in (found.proposed_by, found.decided_by) if a})
    done = effect(transaction(postings, *quantities))
    return EntryView(
        id=found.id,
        village=village,
        number=found.number,
        entry_date=found.entry_date,
        kind=found.kind,
        what=found.what,
        payee=found.payee,
        state=found.state,
        postings=postings,
        quantities=quantities,
        receipts=tuple(receipts),
        proposed_by=names.get(found.proposed_by, ""),
        proposer=found.proposed_by,
        proposed_at=found.proposed_at,
        proposal_hash=found.proposal_hash,
        decided_by=names.get(found.decided_by) if found.decided_by else None,
        decided_at=found.decided_at,
        refusal_reason=found.refusal_reason,
        reverses=found.reverses,
        reversed_by=found.reversed_by,
        money_in=done.money_in,
        money_out=done.money_out,
        labour_days=done.labour_days,
    )


def _lines(
    session: Session, village: str, which: object, first: int, most: int
) -> tuple[EntryLine, ...]:
    moved = (
        select(func.sum(EntryPosting.amount))
        .where(EntryPosting.entry == LedgerEntry.id, EntryPosting.amount > 0)
        .scalar_subquery()
    )
    worked = (
        select(func.sum(EntryQuantity.number))
        .where(EntryQuantity.entry == LedgerEntry.id)
        .scalar_subquery()
    )
    rows = session.execute(
        pick(
            LedgerEntry.id,
            LedgerEntry.number,
            LedgerEntry.entry_date,
            LedgerEntry.kind,
            LedgerEntry.what,
            LedgerEntry.state,
            LedgerEntry.reversed_by,
            moved,
            worked,
        )
        .where(LedgerEntry.village == village, which)
        .order_by(col(LedgerEntry.number).desc())
        .offset(first)
        .limit(most)
    ).all()
    return tuple(
        EntryLine(
            id_, number, day, kind, what, state, int((worked_ or money) or 0), reversed_ is not None
        )
        for id_, number, day, kind, what, state, reversed_, money, worked_ in rows
    )
