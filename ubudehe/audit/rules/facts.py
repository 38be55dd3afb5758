"""What flags, samples and pages need to know of a village's books, as plain values.

Amounts are minor units. Names of people are among them: what is made of facts says itself whether
everybody may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ubudehe.language.names import in_any_order
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.approvals import SpendingRule
from ubudehe.ledger.rules.budget_in_force import in_force
from ubudehe.ledger.rules.entries import Posting, Quantity
from ubudehe.ledger.rules.evidence import best_class
from ubudehe.ledger.rules.states import EntryState, MonthState

_PURPOSES = {word: purpose for purpose, word in accounts.PURPOSES.items()}


@dataclass(frozen=True)
class EntryFact:
    """One entry as it stands today, posted or not."""

    id: UUID
    number: int
    day: date
    kind: str
    state: EntryState
    proposed_by: UUID
    proposed_on: date
    decided_on: date | None = None
    decided_idx: int | None = None
    """The act of the village's record that posted or refused it."""
    expires_on: date | None = None
    project: UUID | None = None
    what: str = ""
    payee: str = ""
    payee_public: bool = False
    item: str | None = None
    item_number: int = 0
    quotes: int | None = None
    clears: UUID | None = None
    reverses: UUID | None = None
    reversed_by: UUID | None = None
    proposal_hash: str = ""
    """Leaf hash of the proposal, in hexadecimal."""
    postings: tuple[Posting, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    approvals: tuple[UUID, ...] = ()
    """The accounts of those who agreed."""
    agreed_here: tuple[UUID, ...] = ()
    """Those of them who did so on the phone of who proposed it."""
    evidence: tuple[tuple[str, str], ...] = ()
    """(kind, hash) of each photo, also of those that are not shown any more."""
    statements: tuple[str, ...] = ()
    """The kind of each statement by people."""

    @property
    def stands(self) -> bool:
        """Tell whether it is posted, not taken back, and takes nothing back itself."""
        return (
            self.state == EntryState.POSTED and self.reversed_by is None and self.reverses is None
        )

    @property
    def known_on(self) -> date:
        """Return the day on which it came to be what it is."""
        return self.decided_on or self.proposed_on

    @property
    def payee_words(self) -> str:
        """Return who was paid, as names are compared; nothing where nobody is named."""
        return in_any_order(self.payee)

    @property
    def proof(self) -> str:
        """Return the best class of its evidence, or nothing."""
        return best_class([*(kind for kind, _ in self.evidence), *self.statements])

    @property
    def purpose(self) -> str:
        """Return what a project's money was spent on, or nothing."""
        named = (p.account.rsplit(":", 1)[1] for p in self.postings if ":" in p.account)
        return next((_PURPOSES[word] for word in named if word in _PURPOSES), "")

    @property
    def is_repair(self) -> bool:
        """Tell whether it repairs what a project had handed over: no budget of it is left."""
        return any(accounts.is_repair(p.account) for p in self.postings)

    def waits(self, today: date) -> bool:
        """Tell whether it can still be approved on a day."""
        return self.state == EntryState.PROPOSED and (self.expires_on or today) >= today

    def spent(self, currency: str) -> int:
        """Return what it spends, in one currency."""
        return sum(
            p.amount
            for p in self.postings
            if p.currency == currency and accounts.is_money_out(p.account)
        )

    def on(self, account: str, currency: str) -> int:
        """Return what it changes on an account, in one currency."""
        return sum(
            p.amount for p in self.postings if (p.account, p.currency) == (account, currency)
        )


@dataclass(frozen=True)
class CountFact:
    """What was counted on an account at the end of a day, beside what the books said then."""

    day: date
    account: str
    currency: str
    amount: int
    expected: int
    counted_on: date


@dataclass(frozen=True)
class Month:
    """A month from its closing on; `state` as in the books."""

    month: str
    state: MonthState
    until: date
    closed_on: date
    signed_on: date | None
    read: bool
    reviewed_on: date | None


@dataclass(frozen=True)
class AgreementFact:
    """What a giver agreed to give."""

    code: str
    amount: int
    currency: str
    withdrawn: bool = False
    """Its giver withdrew it: nothing more will come."""


@dataclass(frozen=True)
class PurchaseFact:
    """A purchase of a listed item in the village's district, that stands."""

    entry: UUID
    item: str
    day: date
    amount: int
    number: int


@dataclass(frozen=True)
class BooksFacts:
    """All that is known of one village's books on a day."""

    code: str
    today: date
    currency: str
    start: SpendingRule
    """How it spends before it decided anything."""
    entries: tuple[EntryFact, ...] = ()
    """In the order of their numbers."""
    decisions: tuple[tuple[date, SpendingRule], ...] = ()
    """What its meetings decided about spending, by the day from which it holds, oldest first."""
    planned: Mapping[tuple[UUID, str], int] = field(default_factory=dict)
    """The budget of each chosen project by what it is spent on, as it was voted."""
    rebudgets: Mapping[UUID, tuple[tuple[date, Mapping[str, int]], ...]] = field(
        default_factory=dict
    )
    """By project, each budget that a meeting agreed to later, with the day from which it holds."""
    chosen: frozenset[UUID] = frozenset()
    """Projects that an assembly chose."""
    counts: tuple[CountFact, ...] = ()
    """In the order in which they were written down."""
    months: tuple[Month, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()
    approvers: int = 0
    """How many people may approve money today."""
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Names behind accounts: never public."""
    purchases: tuple[PurchaseFact, ...] = ()

    def rule_on(self, day: date) -> SpendingRule:
        """Return the rule for spending in force on a day."""
        return next((rule for since, rule in reversed(self.decisions) if since <= day), self.start)

    def planned_on(self, project: UUID, purpose: str, day: date) -> int:
        """Return what a project may spend on one purpose, by the budget in force on a day."""
        voted = {purpose: self.planned.get((project, purpose), 0)}
        return in_force(voted, self.rebudgets.get(project, ()), day).get(purpose, 0)

    @property
    def standing(self) -> tuple[EntryFact, ...]:
        """Return the entries that stand."""
        return tuple(entry for entry in self.entries if entry.stands)

    def purchases_of(self, year: int) -> tuple[EntryFact, ...]:
        """Return the payments of a year that stand."""
        return tuple(one for one in self.payments if one.day.year == year)

    @property
    def payments(self) -> tuple[EntryFact, ...]:
        """Return the payments for projects that stand."""
        return tuple(
            one for one in self.standing if one.kind == "spend" and one.spent(self.currency) > 0
        )

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years in which its entries are dated."""
        return tuple(sorted({entry.day.year for entry in self.entries}))
