"""Grants as a donor sees them: promised, come, spent on what, left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.listing import EntryLine, lines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.grants.agreements import SaidThen, grants_of
from ubudehe.ledger.grants.holding import came_of, moves_of
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.grants.terms import AllTerms, Amended, GrantTerms, amendments_of
from ubudehe.ledger.grants.withdrawn import Withdrawn, told, withdrawals_of, withdrawn_then
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import rate_of
from ubudehe.ledger.rules.following import follow, tranches_of
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.record.tongues import Tongues, tongues
from ubudehe.storage.prepared import Prepared, given

_BACK = Prepared(
    select(EntryPosting.entry)
    .join(LedgerEntry)
    .where(LedgerEntry.village == given("village"), EntryPosting.account == accounts.GIVEN_BACK)
)


@dataclass(frozen=True)
class TrancheLine:
    """Part of a grant.

    `state` is «came», «due», «late», «short»: late, and only part came, or «off»: withdrawn.
    """

    due: date
    promised: int
    came: int
    state: str

    @property
    def stands(self) -> int:
        """Return what of it came or may still come: of one that is off, only what came."""
        return self.came if self.state == "off" else self.promised


@dataclass(frozen=True)
class GrantLine:
    """A grant at a glance; amounts in its currency, but `spent` and `given_back`
    in the country's.
    """

    id: UUID
    village: str
    code: str
    source: str
    giver: str
    purpose: str
    amount: int
    currency: str
    is_foreign: bool
    """In another currency than the country's."""
    agreed_on: date
    came: int
    unchanged: int
    """What lies in its own, foreign currency: it came, and the bank has not changed it."""
    converted: int
    """What came of it in the country's currency: the same, unless it was given in another."""
    spent: int
    given_back: int
    """What of it went back to its giver: no part of what was spent."""
    tranches: tuple[TrancheLine, ...]
    reference: str = ""
    """The giver's own reference, and below its own title of it with the language."""
    own_title: str = ""
    own_language: str = ""
    withdrawn: Withdrawn | None = None
    """That it was withdrawn whole, where that stands."""

    @property
    def to_give_back(self) -> bool:
        """Tell whether what is left of a withdrawn grant is still to go back to its giver."""
        gone = self.withdrawn
        return gone is not None and gone.rest == "back" and self.has_left

    @property
    def has_left(self) -> bool:
        """Tell whether any money of it is there."""
        return self.left > 0 or self.unchanged > 0

    @property
    def rest(self) -> str:
        """Return the word for what becomes of what was left when it was withdrawn."""
        gone = self.withdrawn
        if gone is not None and not gone.rest and self.has_left:
            return "left_again"
        if gone is None or gone.rest != "back":
            return (gone.rest or "nothing") if gone else ""
        return "to_give_back" if self.to_give_back else "given_back"

    @property
    def left(self) -> int:
        """Return what has come and is neither spent nor given back, in the country's currency."""
        return self.converted - self.spent - self.given_back

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Return what a list says of it beside its sums: (table of words, code)."""
        if self.withdrawn is not None:
            return (("grant_state", "withdrawn"),)
        return (("tranche", "late"),) if self.late else ()

    @property
    def late(self) -> int:
        """Return what should have come by now and has not."""
        return sum(t.promised - t.came for t in self.tranches if t.state in ("late", "short"))


@dataclass(frozen=True)
class Payment:
    """What a grant paid of one entry; below zero where a mistake was taken back."""

    line: EntryLine
    part: int
    is_back: bool = False
    """Whether it went back to the giver."""

    @property
    def whole(self) -> bool:
        """Tell whether the grant alone made the payment."""
        return abs(self.part) == self.line.amount


@dataclass(frozen=True)
class Changed:
    """Foreign money that the bank changed: what was given, what was got, and at which rate."""

    line: EntryLine
    given: int
    got: int
    rate: int
    """Hundredths of a unit of the country's currency for one unit of the foreign one."""


@dataclass(frozen=True)
class FollowedGrant:
    """A grant with the entries by which its money came, and how much it paid of which others."""

    line: GrantLine
    project: UUID | None
    came: frozenset[UUID]
    parts: Mapping[UUID, int]


@dataclass(frozen=True)
class GrantView:
    """A grant with each payment that its money made, and how much of that payment."""

    line: GrantLine
    project: ProjectLine | None
    receipts: tuple[EntryLine, ...]
    changed: tuple[Changed, ...]
    payments: tuple[Payment, ...]
    until: date
    """The last day it tells of."""
    amended: tuple[Amended, ...] = ()
    """How it was amended since, the newest first; empty where it tells of the past."""
    mistaken: tuple[Withdrawn, ...] = ()
    """Withdrawals that were taken back as mistakes, the newest first; none of the past."""
    tongues: Tongues = field(default_factory=Tongues)
    """In which languages the reasons of what was done with it are."""

    @property
    def gone(self) -> tuple[Withdrawn, ...]:
        """Return that it was withdrawn, or nothing while it stands."""
        return (self.line.withdrawn,) if self.line.withdrawn else ()


def grant_lines(
    session: Session,
    village: str,
    today: date,
    country: Country,
    until: date | None = None,
    size: int | None = None,
) -> tuple[GrantLine, ...]:
    """Return the grants of a village with what has come of each and what it paid.

    With `until`, at the end of that day; with `size`, as the record of so many acts said.
    """
    found = grants_of(session, village, size)
    if not found:
        return ()
    books = _Books(session, village, country, until or today, size)
    return tuple(books.line(grant, today) for grant in found)


def followed_grants(
    session: Session, village: str, today: date, country: Country, size: int | None
) -> tuple[FollowedGrant, ...]:
    """Return all grants of a village, each followed to the entries that it paid.

    With `size`, as the record of so many acts said; as many queries for one grant as for many.
    """
    found = grants_of(session, village, size)
    if not found:
        return ()
    books = _Books(session, village, country, today, size)
    return tuple(
        FollowedGrant(
            books.line(grant, today),
            grant.project,
            frozenset(books.entries_of(grant.code)[0]),
            books.parts_of(grant.code),
        )
        for grant in found
    )


def grant_view(
    session: Session,
    grant: UUID,
    today: date,
    country: Country,
    until: date | None = None,
    size: int | None = None,
) -> GrantView:
    """Return one grant followed to its last receipt, as above; NotFound where there is none."""
    row = session.get(Grant, grant)
    if row is None:
        raise NotFound(N_("There is no such page."))
    books = _Books(session, row.village, country, until or today, size)
    parts = books.parts_of(row.code)
    came, changed = books.entries_of(row.code)
    wanted = {*parts, *came, *changed}
    told = {
        line.id: line
        for line in lines(
            session, today, col(LedgerEntry.id).in_(list(wanted)), most=10_000, size=size
        )
    }
    project = funded_project(session, row.village, row.project) if row.project else None
    return GrantView(
        line=books.line(row, today),
        project=project,
        receipts=tuple(line for id_, line in told.items() if id_ in came),
        changed=tuple(
            _changed(line, *changed[id_], country) for id_, line in told.items() if id_ in changed
        ),
        payments=tuple(
            Payment(line, parts[id_], id_ in books.back)
            for id_, line in told.items()
            if id_ in parts
        ),
        until=until or today,
        amended=amendments_of(session, row) if until is None and size is None else (),
        mistaken=books.mistaken(row) if until is None and size is None else (),
        tongues=tongues(session, row.village, subjects=(row.id,)),
    )


class _Books:
    """What came and went in a village until a day, and which grant paid what."""

    def __init__(
        self, session: Session, village: str, country: Country, until: date, size: int | None
    ) -> None:
        self._own = country.currency
        moves = moves_of(session, village, size)
        self._moves = [move for move in moves if move.day <= until]
        self._shares = [share for share in follow(moves) if share.day <= until]
        self.back = frozenset(_BACK.column(session, village=village))
        """The entries by which money went back to a giver, and those that took them back."""
        ids = [one.id for one in grants_of(session, village)]
        self._withdrawals = withdrawals_of(session, ids)
        self._terms = AllTerms(session, ids)
        ends = [one for rows in self._withdrawals.values() for one in rows]
        acts = [act for one in ends for act in (one.id, one.undone_by) if act is not None]
        acts += self._terms.acts
        self._then = SaidThen(session, village, acts, country, until, size)

    def line(self, grant: Grant, today: date) -> GrantLine:
        """Return a grant at a glance."""
        terms = self._terms.of(grant, self._then)
        came = self._sum(grant.code, grant.currency, changed=False)
        foreign = grant.currency != self._own
        shares = [share for share in self._shares if share.grant == grant.code]
        gone = withdrawn_then(self._withdrawals.get(grant.id, ()), self._then)
        return GrantLine(
            id=grant.id,
            village=grant.village,
            code=grant.code,
            source=grant.source,
            giver=grant.giver,
            purpose=terms.purpose,
            amount=terms.amount,
            currency=grant.currency,
            is_foreign=foreign,
            agreed_on=grant.agreed_on,
            came=came,
            unchanged=self._sum(grant.code, grant.currency) if foreign else 0,
            converted=self._sum(grant.code, self._own),
            spent=sum(one.amount for one in shares if one.entry not in self.back),
            given_back=sum(one.amount for one in shares if one.entry in self.back),
            tranches=_tranches(terms, came, today, withdrawn=gone is not None),
            reference=terms.reference,
            own_title=terms.title,
            own_language=terms.language,
            withdrawn=gone,
        )

    def mistaken(self, grant: Grant) -> tuple[Withdrawn, ...]:
        """Return the withdrawals of a grant that were taken back as mistakes."""
        found = self._withdrawals.get(grant.id, ())
        return tuple(told(one) for one in found if one.undone_by is not None)

    def parts_of(self, code: str) -> dict[UUID, int]:
        """Return how much of which entry a grant paid."""
        parts: dict[UUID, int] = {}
        for share in self._shares:
            if share.grant == code:
                parts[share.entry] = parts.get(share.entry, 0) + share.amount
        return parts

    def entries_of(self, code: str) -> tuple[set[UUID], dict[UUID, tuple[int, int]]]:
        """Return the entries by which money of a grant came, and those that changed it.

        Of what was changed: how much was given, and how much was got.
        """
        came: set[UUID] = set()
        changed: dict[UUID, tuple[int, int]] = {}
        for move in self._moves:
            for one in move.came:
                if one.grant == code and one.changed:
                    given, got = changed.get(move.entry, (0, 0))
                    own = one.currency == self._own
                    changed[move.entry] = (given, one.amount) if own else (-one.amount, got)
                elif one.grant == code:
                    came.add(move.entry)
        return came, changed

    def _sum(self, code: str, currency: str, *, changed: bool = True) -> int:
        return came_of(self._moves, code, currency, changed=changed)


def _tranches(
    terms: GrantTerms, came: int, today: date, *, withdrawn: bool
) -> tuple[TrancheLine, ...]:
    filled = tranches_of([(due.toordinal(), amount) for due, amount in terms.tranches], came)
    return tuple(
        TrancheLine(
            date.fromordinal(one.due),
            one.promised,
            one.came,
            _state(one.came, one.open, date.fromordinal(one.due) < today, withdrawn),
        )
        for one in filled
    )


def _changed(line: EntryLine, given: int, got: int, country: Country) -> Changed:
    exponents = country.exponent_of(line.currency), country.manners.exponent
    return Changed(line, given, got, rate_of(given, got, *exponents))


def _state(came: int, still: int, over: bool, withdrawn: bool) -> str:
    if still <= 0:
        return "came"
    if withdrawn:
        return "off"
    if not over:
        return "due"
    return "short" if came else "late"
