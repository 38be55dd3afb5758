"""Grants as a donor sees them: promised, come, spent on what, left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.listing import EntryLine, lines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.grants.agreements import grants_of
from ubudehe.ledger.grants.tables import Grant, GrantTranche
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.following import OWN, Came, Share, Went, follow, tranches_of
from ubudehe.projects.proposals.queries import ProjectLine, funded_project, funded_projects
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class TrancheLine:
    """Part of a grant: `state` is «came», «due», «late», or «short»: late, and only part came."""

    due: date
    promised: int
    came: int
    state: str


@dataclass(frozen=True)
class GrantLine:
    """A grant at a glance; amounts in its currency, but `spent` in the country's."""

    id: UUID
    village: str
    code: str
    source: str
    giver: str
    purpose: str
    amount: int
    currency: str
    agreed_on: date
    came: int
    converted: int
    """What came of it in the country's currency: the same, unless it was given in another."""
    spent: int
    tranches: tuple[TrancheLine, ...]

    @property
    def left(self) -> int:
        """Return what has come and is not spent, in the country's currency."""
        return self.converted - self.spent

    @property
    def late(self) -> int:
        """Return what should have come by now and has not."""
        return sum(t.promised - t.came for t in self.tranches if t.state in ("late", "short"))


@dataclass(frozen=True)
class GrantView:
    """A grant with each payment that its money made, and how much of that payment."""

    line: GrantLine
    project: ProjectLine | None
    receipts: tuple[EntryLine, ...]
    payments: tuple[tuple[EntryLine, int], ...]


def grant_lines(
    session: Session, village: str, today: date, currency: str
) -> tuple[GrantLine, ...]:
    """Return the grants of a village with what has come of each and what it paid."""
    found = grants_of(session, village)
    if not found:
        return ()
    books = _Books(session, village, found, currency)
    return tuple(books.line(grant, today) for grant in found)


def grant_view(session: Session, grant: UUID, today: date, currency: str) -> GrantView:
    """Return one grant followed to its last receipt; NotFound where there is none."""
    row = session.get(Grant, grant)
    if row is None:
        raise NotFound(N_("There is no such page."))
    books = _Books(session, row.village, grants_of(session, row.village), currency)
    parts: dict[UUID, int] = {}
    for share in books.shares:
        if share.grant == row.code:
            parts[share.entry] = parts.get(share.entry, 0) + share.amount
    paid = lines(session, today, col(LedgerEntry.id).in_(list(parts)), most=10_000)
    came = lines(session, today, col(LedgerEntry.id).in_(books.entries_of(row.code)), most=1_000)
    project = funded_project(session, row.village, row.project) if row.project else None
    return GrantView(
        line=books.line(row, today),
        project=project,
        receipts=came,
        payments=tuple((line, parts[line.id]) for line in paid),
    )


class _Books:
    """What came and went in a village, and which grant paid what."""

    def __init__(
        self, session: Session, village: str, grants: Sequence[Grant], currency: str
    ) -> None:
        self._session = session
        self._currency = currency
        self._rows = _movements(session, village)
        codes = {line.id: line.code for line in funded_projects(session, village)}
        self._bound = {one.code: codes.get(one.project) for one in grants if one.project}
        self.shares = self._follow()

    def line(self, grant: Grant, today: date) -> GrantLine:
        came = sum(
            -amount
            for _, account, amount, currency, code in self._rows
            if code == grant.code and currency == grant.currency and account.startswith("Income:")
        )
        converted = sum(one.amount for one in self._came() if one.grant == grant.code)
        promised = self._session.exec(
            select(GrantTranche)
            .where(GrantTranche.agreement == grant.id)
            .order_by(col(GrantTranche.due))
        ).all()
        filled = tranches_of([(one.due.toordinal(), one.amount) for one in promised], came)
        return GrantLine(
            id=grant.id,
            village=grant.village,
            code=grant.code,
            source=grant.source,
            giver=grant.giver,
            purpose=grant.purpose,
            amount=grant.amount,
            currency=grant.currency,
            agreed_on=grant.agreed_on,
            came=came,
            converted=converted,
            spent=sum(share.amount for share in self.shares if share.grant == grant.code),
            tranches=tuple(
                TrancheLine(
                    date.fromordinal(one.due),
                    one.promised,
                    one.came,
                    _state(one.came, one.open, date.fromordinal(one.due) < today),
                )
                for one in filled
            ),
        )

    def entries_of(self, code: str) -> list[UUID]:
        """Return the entries by which money of a grant came."""
        return [
            entry
            for entry, account, amount, _, grant in self._rows
            if grant == code and amount < 0 and account.startswith("Income:")
        ]

    def _came(self) -> list[Came]:
        return [
            Came(grant or OWN, -amount, self._bound.get(grant or OWN))
            for _, account, amount, currency, grant in self._rows
            if currency == self._currency and amount < 0 and accounts.is_money_in(account)
        ]

    def _follow(self) -> list[Share]:
        went = [
            Went(entry, grant, accounts.project_of(account), amount)
            for entry, account, amount, currency, grant in self._rows
            if currency == self._currency and amount > 0 and accounts.is_money_out(account)
        ]
        return follow(self._came(), went)


def _movements(session: Session, village: str) -> list[tuple[UUID, str, int, str, str | None]]:
    """Return the postings of posted entries that stand, oldest first; no reversed pairs."""
    rows = session.execute(
        pick(
            LedgerEntry.id,
            EntryPosting.account,
            EntryPosting.amount,
            EntryPosting.currency,
            EntryPosting.grant_code,
        )
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            LedgerEntry.village == village,
            LedgerEntry.state == "posted",
            col(LedgerEntry.reverses).is_(None),
            col(LedgerEntry.reversed_by).is_(None),
        )
        .order_by(col(LedgerEntry.entry_date), col(LedgerEntry.number), col(EntryPosting.position))
    )
    return [tuple(row) for row in rows]


def _state(came: int, still: int, over: bool) -> str:
    if still <= 0:
        return "came"
    if not over:
        return "due"
    return "short" if came else "late"
