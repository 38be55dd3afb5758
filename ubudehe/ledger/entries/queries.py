"""The fund and its entries, for people of the village and for the public pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, func
from sqlmodel import Session, col, select

from ubudehe.language.amounts import exponent_of
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.advances import left_of
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.listing import EntryLine, EntryLines, lines, state_of
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import (
    EntryApproval,
    EntryPosting,
    EntryQuantity,
    LedgerEntry,
)
from ubudehe.ledger.evidence.queries import Backing, backing_of
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting, Quantity, effect, rate_of, transaction
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.queries import names_of
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.record.tongues import tongues
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village, pick

_TWIN_DAYS = 7


@dataclass(frozen=True)
class Held:
    """Money at one place: `place` as forms name it, or «foreign»."""

    place: str
    amount: int
    currency: str

    @property
    def goes_out(self) -> bool:
        """Tell whether money leaves the place."""
        return self.amount < 0

    @property
    def size(self) -> int:
        """Return how much it is, whichever way it goes."""
        return abs(self.amount)


@dataclass(frozen=True)
class Fund:
    """Where the village's money lies, and what happened to it."""

    held: tuple[Held, ...]
    advances: int
    """In people's hands, not accounted for yet."""
    kept_back: int
    """Owed to those who worked, until their work proves good."""
    waiting: tuple[EntryLine, ...]
    entries: tuple[EntryLine, ...]
    part: Paging
    """Which of the entries are listed."""


@dataclass(frozen=True)
class Approval:
    """That somebody agreed."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True)
class Whereabouts:
    """What an entry does with money, in people's words; amounts in minor units."""

    project: str
    """Code and title of the project, or nothing."""
    about: str
    """«project», or «repair» where it repairs what the project had handed over."""
    moved: tuple[Held, ...]
    """What each place of money gets, or gives (below zero)."""
    kept_back: int
    grants: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    """Which grant pays how much, where two of them do, in minor units of the country's currency."""
    changed: tuple[Held, Held] | None
    """What the bank took in one currency and gave in another, if it changed money."""
    rate: int
    """Hundredths of a unit got for one unit given; 0 where no money was changed."""


@dataclass(frozen=True)
class EntryView:
    """An entry with its life: who proposed it, who decided, what is behind it."""

    id: UUID
    village: str
    number: int
    entry_date: date
    kind: str
    what: str
    lang: str
    """The language of `what`, where it is known."""
    payee: str | None
    payee_public: bool
    payee_erased: bool
    state: EntryState
    project: UUID | None
    where: Whereabouts
    postings: tuple[Posting, ...]
    quantities: tuple[Quantity, ...]
    backing: Backing
    proposed_by: str
    proposer: UUID
    proposed_at: datetime
    proposal_hash: str
    needs: int
    chair_needed: bool
    expires_on: date | None
    approvals: tuple[Approval, ...]
    decided_by: str | None
    decided_at: datetime | None
    refusal_reason: str | None
    taken_back: bool
    """Refused by nobody else than who proposed it."""
    reverses: UUID | None
    reversed_by: UUID | None
    clears: UUID | None
    cleared_by: tuple[EntryLine, ...]
    left: int
    """What of an advance is still open."""
    item: str | None
    item_number: int
    quotes: int | None
    twins: tuple[EntryLine, ...]
    """Others with the same amount, to the same payee, within a week."""
    amount: int
    currency: str
    labour_days: int

    @property
    def can_be_reversed(self) -> bool:
        """Tell whether it can be taken back: posted, no reversal itself, not reversed yet."""
        return self.state == EntryState.POSTED and not self.reverses and not self.reversed_by


_HERE, _CAN_WAIT = LedgerEntry.village == given("village"), waits(given("today", Date))
_WAITING, _DECIDED = EntryLines(_HERE, _CAN_WAIT), EntryLines(_HERE, ~_CAN_WAIT)
_COUNT_DECIDED = Prepared(select(func.count()).where(_HERE, ~_CAN_WAIT))


def fund(session: Session, village: str, today: date, first: int = 0, most: int = 20) -> Fund:
    """Return the balances of a village's fund and its entries, the newest first."""
    held = balances(session, village)
    (number,) = _COUNT_DECIDED.one(session, village=village, today=today)
    return Fund(
        held=places_of(held),
        advances=sum(n for (account, _), n in held.items() if account == accounts.ADVANCES),
        kept_back=-sum(
            n for (account, _), n in held.items() if account.startswith(accounts.RETENTION)
        ),
        waiting=_WAITING.read(session, today, most=100, village=village),
        entries=_DECIDED.read(session, today, first=first, most=most, village=village),
        part=Paging(first, most, number),
    )


def places_of(held: dict[tuple[str, str], int]) -> tuple[Held, ...]:
    """Return where money lies: the three places of the country's money, then foreign accounts."""
    own = {
        place: Held(place, sum(n for (name, _), n in held.items() if name == account), "")
        for place, account in accounts.PLACES.items()
    }
    foreign = [
        Held("foreign", amount, currency)
        for (account, currency), amount in sorted(held.items())
        if accounts.is_liquid(account) and account not in accounts.LIQUID and amount
    ]
    return (*own.values(), *foreign)


def entry_view(session: Session, village: str, entry: UUID, today: date) -> EntryView:
    """Return one entry of a village; NotFound where there is none."""
    found = of_village(session, LedgerEntry, entry, village)
    if found is None:
        raise NotFound(N_("There is no such entry in this village."))
    postings = _postings(session, entry)
    quantities = _quantities(session, entry)
    approvals = session.exec(
        select(EntryApproval).where(EntryApproval.entry == entry).order_by(col(EntryApproval.at))
    ).all()
    known = {found.proposed_by, found.decided_by, *(one.account for one in approvals)}
    names = names_of(session, {account for account in known if account})
    cleared: tuple[EntryLine, ...] = ()
    if found.kind == "advance":
        cleared = lines(session, today, LedgerEntry.clears == entry, most=100)
    return EntryView(
        id=found.id,
        village=village,
        number=found.number,
        entry_date=found.entry_date,
        kind=found.kind,
        what=found.what,
        lang=tongues(session, village, acts=(entry,)).of(entry),
        payee=found.payee,
        payee_public=found.payee_public,
        payee_erased=found.payee_erased,
        state=state_of(found.state, found.expires_on, today),
        project=found.project,
        where=whereabouts(session, found, postings),
        postings=postings,
        quantities=quantities,
        backing=backing_of(session, entry),
        proposed_by=names.get(found.proposed_by, ""),
        proposer=found.proposed_by,
        proposed_at=found.proposed_at,
        proposal_hash=found.proposal_hash,
        needs=found.needs,
        chair_needed=found.chair_needed,
        expires_on=found.expires_on,
        approvals=tuple(Approval(names.get(a.account, ""), a.role, a.at) for a in approvals),
        decided_by=names.get(found.decided_by) if found.decided_by else None,
        decided_at=found.decided_at,
        refusal_reason=found.refusal_reason,
        taken_back=found.state == EntryState.REFUSED and found.decided_by == found.proposed_by,
        reverses=found.reverses,
        reversed_by=found.reversed_by,
        clears=found.clears,
        cleared_by=cleared,
        left=left_of(session, found),
        item=found.item,
        item_number=found.item_number,
        quotes=found.quotes,
        twins=_twins(session, found, today),
        amount=_amount(postings),
        currency=postings[0].currency,
        labour_days=effect(transaction(postings, *quantities), postings[0].currency).labour_days,
    )


def whereabouts(session: Session, entry: LedgerEntry, postings: tuple[Posting, ...]) -> Whereabouts:
    """Return what an entry does with money, for who approves it and who follows it."""
    project = funded_project(session, entry.village, entry.project) if entry.project else None
    own = {account: place for place, account in accounts.PLACES.items()}
    changed = _changed(postings) if entry.kind != "reversal" else None
    return Whereabouts(
        project=f"{project.code} · {project.title}" if project else "",
        about="repair" if any(accounts.is_repair(p.account) for p in postings) else "project",
        moved=tuple(
            Held(own.get(p.account, "foreign"), p.amount, p.currency)
            for p in postings
            if accounts.is_liquid(p.account)
        ),
        kept_back=-sum(
            p.amount
            for p in postings
            if p.account.startswith(accounts.RETENTION) and entry.kind == "spend"
        ),
        grants=tuple(sorted({p.grant for p in postings if p.grant})),
        parts=_parts(postings),
        changed=changed,
        rate=_rate(*changed) if changed else 0,
    )


def _changed(postings: tuple[Posting, ...]) -> tuple[Held, Held] | None:
    """Return the foreign money that became money of the country, also where it was spent so."""
    through = [p for p in postings if p.account == accounts.EXCHANGE]
    if len(through) != 2:
        return None
    given, got = through
    return (
        Held("foreign", given.amount, given.currency),
        Held("bank", -got.amount, got.currency),
    )


def _parts(postings: tuple[Posting, ...]) -> tuple[tuple[str, int], ...]:
    spent = [p for p in postings if p.grant and accounts.is_money_out(p.account)]
    return tuple((str(p.grant), p.amount) for p in spent) if len(spent) > 1 else ()


def _rate(given: Held, got: Held) -> int:
    exponents = exponent_of(given.currency), exponent_of(got.currency)
    return rate_of(given.amount, got.amount, *exponents)


def _twins(session: Session, entry: LedgerEntry, today: date) -> tuple[EntryLine, ...]:
    if entry.payee is None:
        return ()
    week = timedelta(days=_TWIN_DAYS)
    first = select(func.sum(EntryPosting.amount)).where(
        EntryPosting.entry == entry.id, EntryPosting.amount > 0
    )
    return lines(
        session,
        today,
        LedgerEntry.village == entry.village,
        LedgerEntry.payee == entry.payee,
        LedgerEntry.id != entry.id,
        LedgerEntry.state != EntryState.REFUSED,
        col(LedgerEntry.entry_date).between(entry.entry_date - week, entry.entry_date + week),
        select(func.sum(EntryPosting.amount))
        .where(EntryPosting.entry == LedgerEntry.id, EntryPosting.amount > 0)
        .scalar_subquery()
        == first.scalar_subquery(),
        most=5,
    )


def _postings(session: Session, entry: UUID) -> tuple[Posting, ...]:
    rows = session.execute(
        pick(
            EntryPosting.account,
            EntryPosting.amount,
            EntryPosting.currency,
            EntryPosting.grant_code,
        )
        .where(EntryPosting.entry == entry)
        .order_by(col(EntryPosting.position))
    )
    return tuple(Posting(*row) for row in rows)


def _quantities(session: Session, entry: UUID) -> tuple[Quantity, ...]:
    rows = session.execute(
        pick(EntryQuantity.unit, EntryQuantity.number, EntryQuantity.rate).where(
            EntryQuantity.entry == entry
        )
    )
    return tuple(Quantity(*row) for row in rows)


def _amount(postings: tuple[Posting, ...]) -> int:
    """Return how much an entry is about: what is on its first account, else what moved."""
    leading = postings[0]
    first = (p for p in postings if (p.account, p.currency) == (leading.account, leading.currency))
    return max(sum(p.amount for p in first), 0) or _moved(postings)


def _moved(postings: tuple[Posting, ...]) -> int:
    """Return what moved, in the currency of the first posting: money changed has two."""
    return max(abs(p.amount) for p in postings if p.currency == postings[0].currency)
