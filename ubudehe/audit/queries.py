"""Facts about the books of all villages at or below a place, one village after the other.

However many villages and entries there are, it is the same number of queries; only one village's
rows, and its district's purchases of listed items, are held at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_
from sqlmodel import Session, col

from ubudehe.audit.rules.facts import (
    AgreementFact,
    BooksFacts,
    CountFact,
    EntryFact,
    Month,
    PurchaseFact,
)
from ubudehe.audit.streams import ByCode
from ubudehe.language.dates import day_of
from ubudehe.ledger.entries.conditions import stands
from ubudehe.ledger.entries.tables import (
    EntryApproval,
    EntryPosting,
    EntryQuantity,
    LedgerEntry,
)
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.grants.tables import Grant, GrantWithdrawal
from ubudehe.ledger.months.tables import BookMonth, MoneyCount
from ubudehe.ledger.rebudgets.queries import in_force_still
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.rules.entries import Posting, Quantity
from ubudehe.ledger.rules.months import last_day
from ubudehe.ledger.spending.queries import rule_of, starting_rule
from ubudehe.ledger.spending.tables import SpendingPolicy
from ubudehe.people.rules import RIGHTS, Right, Role
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.projects.proposals.tables import Proposal, ProposalLine
from ubudehe.projects.rules.part_funding import cut
from ubudehe.projects.rules.states import ProposalState
from ubudehe.storage.reading import pick

_IS_WITHDRAWN: Any = exists().where(
    col(GrantWithdrawal.agreement) == Grant.id, col(GrantWithdrawal.undone_by).is_(None)
)


@dataclass(frozen=True)
class CodeSpan:
    """Which villages: those whose code is from `first` on and before `end`."""

    first: str
    end: str

    def holds(self, column: Any) -> Any:
        """Return the condition that a column holds such a code."""
        return (col(column) >= self.first) & (col(column) < self.end)


def span_of(code: str) -> CodeSpan:
    """Return the span of all villages at or below a code."""
    return CodeSpan(*code_range(code))


def facts(session: Session, span: CodeSpan, country: Country, today: date) -> Iterator[BooksFacts]:
    """Yield the facts of each village with books in a span, in the order of codes."""
    reading = _Reading(session, span, country, today)
    for code, entries in reading.entries:
        yield reading.village(code, entries)


class _Reading:
    """All queries of one pass, each open and read along."""

    def __init__(self, session: Session, span: CodeSpan, country: Country, today: date) -> None:
        self.country, self.today = country, today
        self._compared = country.length_of(country.compared_at)
        self._district: tuple[str, tuple[PurchaseFact, ...]] = ("", ())

        read, below = _OfVillages(session, span), _OfEntries(session, span)
        self.entries: ByCode[EntryFact] = read(
            LedgerEntry, _ENTRY, self._entry, col(LedgerEntry.number)
        )
        self._postings = below(
            EntryPosting,
            (
                EntryPosting.account,
                EntryPosting.amount,
                EntryPosting.currency,
                EntryPosting.grant_code,
            ),
            EntryPosting.position,
        )
        self._quantities = below(
            EntryQuantity,
            (EntryQuantity.unit, EntryQuantity.number, EntryQuantity.rate),
            EntryQuantity.position,
        )
        self._approvals = below(
            EntryApproval, (EntryApproval.account, EntryApproval.here), EntryApproval.at
        )
        self._evidence = below(Evidence, (Evidence.kind, Evidence.sha256), Evidence.sha256)
        self._statements = below(Statement, (Statement.kind,), Statement.id)
        self._policies = read(
            SpendingPolicy,
            (SpendingPolicy,),
            lambda row: (row[1].since, rule_of(row[1])),
            col(SpendingPolicy.since),
            col(SpendingPolicy.recorded_at),
        )
        self._counts = read(MoneyCount, (MoneyCount,), self._count, col(MoneyCount.counted_at))
        self._months = read(BookMonth, (BookMonth,), self._month, col(BookMonth.month))
        self._grants = read(
            Grant,
            (Grant.number, Grant.amount, Grant.currency, _IS_WITHDRAWN),
            lambda row: AgreementFact(f"G{row[1]:03d}", row[2], row[3], bool(row[4])),
            col(Grant.number),
        )
        self._budgets = _budgets(session, span)
        self._rebudgets = read(
            ProjectBudget,
            (
                ProjectBudget.project,
                ProjectBudget.since,
                ProjectBudget.amounts,
                in_force_still(),
            ),
            lambda row: (row[1], row[2], {kind: now for kind, _, now in row[3]}, bool(row[4])),
            col(ProjectBudget.decided_at),
        )
        self._purchases = purchases(session, span, self._compared)
        self._waiting: tuple[str, tuple[PurchaseFact, ...]] | None = None
        self._holders = _holders(session, span, today)
        self._names = _names(session, span)

    def village(self, code: str, entries: tuple[EntryFact, ...]) -> BooksFacts:
        """Return all that is known of a village; villages are asked for in their order."""
        postings = _grouped(self._postings.of(code))
        quantities = _grouped(self._quantities.of(code))
        approvals = _grouped(self._approvals.of(code))
        evidence = _grouped(self._evidence.of(code))
        statements = _grouped(self._statements.of(code))
        whole = tuple(
            replace(
                one,
                postings=tuple(Posting(*row) for row in postings.get(one.id, ())),
                quantities=tuple(Quantity(*row) for row in quantities.get(one.id, ())),
                approvals=tuple(row[0] for row in approvals.get(one.id, ())),
                agreed_here=tuple(row[0] for row in approvals.get(one.id, ()) if row[1]),
                evidence=tuple((row[0], row[1]) for row in evidence.get(one.id, ())),
                statements=tuple(row[0] for row in statements.get(one.id, ())),
            )
            for one in entries
        )
        budgets = self._budgets.of(code)
        people = {one.proposed_by for one in whole} | {by for one in whole for by in one.approvals}
        return BooksFacts(
            code=code,
            today=self.today,
            currency=self.country.currency,
            start=starting_rule(self.country),
            entries=whole,
            decisions=self._policies.of(code),
            planned=_planned(budgets),
            rebudgets=_by_project(self._rebudgets.of(code)),
            chosen=frozenset(row[0] for row in budgets),
            counts=self._counts.of(code),
            months=self._months.of(code),
            agreements=self._grants.of(code),
            approvers=len({who for who, place in self._holders if code.startswith(place)}),
            names={who: self._names[who] for who in people if who in self._names},
            purchases=self._of_district(code[: self._compared]),
        )

    def _of_district(self, district: str) -> tuple[PurchaseFact, ...]:
        """Return the purchases of a district; districts are asked for in their order."""
        if self._district[0] != district:
            found: list[PurchaseFact] = []
            one = self._waiting or next(iter(self._purchases), None)
            while one is not None and one[0][: self._compared] <= district:
                found += one[1] if one[0].startswith(district) else ()
                one = next(iter(self._purchases), None)
            self._waiting = one
            self._district = (district, tuple(found))
        return self._district[1]

    def _day(self, moment: datetime | None) -> date | None:
        return None if moment is None else day_of(moment, self.country.zone)

    def _entry(self, row: Any) -> EntryFact:
        named = dict(zip(_NAMES, row[1:], strict=True))
        proposed, decided = named.pop("proposed_at"), named.pop("decided_at")
        return EntryFact(
            **{**named, "payee": named["payee"] or ""},
            proposed_on=day_of(proposed, self.country.zone),
            decided_on=self._day(decided),
        )

    def _count(self, row: Any) -> CountFact:
        one = row[1]
        return CountFact(
            one.counted_on,
            one.account,
            one.currency,
            one.amount,
            one.expected,
            day_of(one.counted_at, self.country.zone),
        )

    def _month(self, row: Any) -> Month:
        one = row[1]
        return Month(
            one.month,
            one.state,
            last_day(one.month),
            day_of(one.closed_at, self.country.zone),
            self._day(one.signed_at),
            one.assembly is not None,
            self._day(one.reviewed_at),
        )


class _OfVillages:
    """Reads rows that bear the code of a village themselves."""

    def __init__(self, session: Session, span: CodeSpan) -> None:
        self._session, self._span = session, span

    def __call__(self, table: Any, columns: tuple[Any, ...], made: Any, *order: Any) -> ByCode[Any]:
        query = pick(table.village, *columns).where(self._span.holds(table.village))
        return ByCode(self._session, query.order_by(table.village, *order), made)


class _OfEntries:
    """Reads rows that belong to an entry, with the entry's id first."""

    def __init__(self, session: Session, span: CodeSpan) -> None:
        self._session, self._span = session, span

    def __call__(self, table: Any, columns: tuple[Any, ...], *order: Any) -> ByCode[Any]:
        query = (
            pick(LedgerEntry.village, table.entry, *columns)
            .join(LedgerEntry, col(LedgerEntry.id) == table.entry)
            .where(self._span.holds(LedgerEntry.village))
            .order_by(LedgerEntry.village, table.entry, *order)
        )
        return ByCode(self._session, query, lambda row: tuple(row[1:]))


def _by_project(
    rows: Sequence[tuple[UUID, date, Mapping[str, int], bool]],
) -> dict[UUID, tuple[tuple[date, Mapping[str, int]], ...]]:
    """Return the changed budgets of each project in the order in which they were decided.

    What was changed before the project was given up and chosen again is left out.
    """
    found: dict[UUID, tuple[tuple[date, Mapping[str, int]], ...]] = {}
    for project, since, amounts, still in rows:
        if still:
            found[project] = (*found.get(project, ()), (since, amounts))
    return found


def _planned(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, str], int]:
    """Return by project and kind of expense what is planned, as the project was funded."""
    planned: dict[tuple[Any, str], int] = {}
    for project, lines in groupby(rows, key=itemgetter(0)):
        _, granted, from_state, kinds, amounts = zip(*lines, strict=True)
        if kinds[0] is None:
            continue
        if granted[0] is not None:
            amounts = cut(amounts, granted[0] + from_state[0])
        for kind, amount in zip(kinds, amounts, strict=True):
            planned[project, kind] = planned.get((project, kind), 0) + int(amount)
    return planned


def _budgets(session: Session, span: CodeSpan) -> ByCode[tuple[Any, ...]]:
    """Read (project, given in part, the state's share, kind, amount) of budget lines."""
    query = (
        pick(
            Proposal.village,
            Proposal.id,
            Proposal.granted,
            Proposal.from_state,
            ProposalLine.kind,
            ProposalLine.amount,
        )
        .join(ProposalLine, col(ProposalLine.proposal) == Proposal.id, isouter=True)
        .where(Proposal.state == ProposalState.CHOSEN, span.holds(Proposal.village))
        .order_by(Proposal.village, Proposal.id, ProposalLine.position)
    )
    return ByCode(session, query, lambda row: tuple(row[1:]))


def purchases(
    session: Session, span: CodeSpan, compared: int, items: Collection[str] | None = None
) -> ByCode[PurchaseFact]:
    """Read the purchases of listed items, or of these `items`, in all districts a span touches.

    `compared` is how long the codes of districts are.
    """
    listed = col(LedgerEntry.item)
    end = span.end if len(span.end) <= compared else span.end[:compared] + "A"
    query = (
        pick(
            LedgerEntry.village,
            LedgerEntry.id,
            LedgerEntry.item,
            LedgerEntry.entry_date,
            func.sum(EntryPosting.amount),
            LedgerEntry.item_number,
        )
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            stands(),
            listed.is_not(None) if items is None else listed.in_(items),
            LedgerEntry.item_number > 0,
            EntryPosting.amount > 0,
            col(LedgerEntry.village) >= span.first[:compared],
            col(LedgerEntry.village) < end,
        )
        .group_by(
            LedgerEntry.village,
            col(LedgerEntry.id),
            LedgerEntry.item,
            LedgerEntry.entry_date,
            LedgerEntry.item_number,
        )
        .order_by(LedgerEntry.village, LedgerEntry.entry_date, LedgerEntry.id)
    )
    return ByCode(
        session, query, lambda row: PurchaseFact(row[1], row[2], row[3], int(row[4]), row[5])
    )


def _names(session: Session, span: CodeSpan) -> dict[UUID, str]:
    """Return the names of those who proposed entries or agreed to them: never public."""
    query = pick(Account.id, Account.name).where(
        or_(
            col(Account.id).in_(_people(LedgerEntry.proposed_by, span)),
            col(Account.id).in_(_agreed(span)),
        )
    )
    return dict(session.execute(query).all())


_ENTRY = (
    LedgerEntry.id,
    LedgerEntry.number,
    LedgerEntry.entry_date,
    LedgerEntry.kind,
    LedgerEntry.state,
    LedgerEntry.proposed_by,
    LedgerEntry.proposed_at,
    LedgerEntry.decided_at,
    LedgerEntry.decided_idx,
    LedgerEntry.expires_on,
    LedgerEntry.project,
    LedgerEntry.what,
    LedgerEntry.payee,
    LedgerEntry.payee_public,
    LedgerEntry.item,
    LedgerEntry.item_number,
    LedgerEntry.quotes,
    LedgerEntry.clears,
    LedgerEntry.reverses,
    LedgerEntry.reversed_by,
    LedgerEntry.proposal_hash,
)
_NAMES = (
    "id",
    "number",
    "day",
    "kind",
    "state",
    "proposed_by",
    "proposed_at",
    "decided_at",
    "decided_idx",
    "expires_on",
    "project",
    "what",
    "payee",
    "payee_public",
    "item",
    "item_number",
    "quotes",
    "clears",
    "reverses",
    "reversed_by",
    "proposal_hash",
)


def _grouped(rows: tuple[tuple[Any, ...], ...]) -> Mapping[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def _people(column: Any, span: CodeSpan) -> Any:
    return pick(column).where(span.holds(LedgerEntry.village))


def _agreed(span: CodeSpan) -> Any:
    return (
        pick(EntryApproval.account)
        .join(LedgerEntry, col(LedgerEntry.id) == EntryApproval.entry)
        .where(span.holds(LedgerEntry.village))
    )


def _holders(session: Session, span: CodeSpan, today: date) -> tuple[tuple[UUID, str], ...]:
    """Return who may approve money today at which place within a span."""
    roles = [role.value for role in Role if Right.APPROVE_MONEY in RIGHTS[role]]
    rows = session.execute(
        pick(RoleGrant.account, RoleGrant.place).where(
            col(RoleGrant.role).in_(roles),
            RoleGrant.since <= today,
            or_(col(RoleGrant.until).is_(None), col(RoleGrant.until) >= today),
            span.holds(RoleGrant.place),
        )
    )
    return tuple((account, place) for account, place in rows)
