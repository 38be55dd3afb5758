"""What a grant says now, and what it said before it was amended."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.grants.agreements import SaidThen
from ubudehe.ledger.grants.tables import Grant, GrantAmendment, GrantTranche
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.tongues import FIELD as LANG
from ubudehe.storage.prepared import Prepared, listed

_TRANCHES = Prepared(
    select(col(GrantTranche.agreement), col(GrantTranche.due), col(GrantTranche.amount))
    .where(col(GrantTranche.agreement).in_(listed("grants")))
    .order_by(col(GrantTranche.due), col(GrantTranche.position))
)
_AMENDMENTS = Prepared(
    select(GrantAmendment)
    .where(col(GrantAmendment.agreement).in_(listed("grants")))
    .order_by(col(GrantAmendment.amended_at))
)


@dataclass(frozen=True)
class GrantTerms:
    """For what and how much is given; tranches as (due, amount in minor units) by day.

    `reference` and `title`, with its `language`, are the giver's own; empty where none is told.
    """

    purpose: str
    amount: int
    tranches: tuple[tuple[date, int], ...]
    reference: str = ""
    title: str = ""
    language: str = ""

    @property
    def own(self) -> dict[str, str]:
        """Return what the giver itself says of it: nothing where it says nothing."""
        every = {"reference": self.reference, "title": self.title, "language": self.language}
        return {name: value for name, value in every.items() if value}

    def document(self) -> dict[str, Any]:
        """Return them as JSON values."""
        parts = [[due.isoformat(), amount] for due, amount in self.tranches]
        return {"purpose": self.purpose, "amount": self.amount, "tranches": parts, **self.own}


@dataclass(frozen=True)
class Amended:
    """One amendment: when, why, by which two roles, and the terms before it and after it."""

    at: datetime
    reason: str
    lang: str
    """The language of the reason, where it is known."""
    roles: tuple[str, ...]
    before: GrantTerms
    after: GrantTerms


def terms_of(session: Session, grant: Grant) -> GrantTerms:
    """Return what a grant says now."""
    return _now(grant, _parts(session, [grant.id]))


class AllTerms:
    """What the grants of a village said at a time; two queries, however many grants."""

    def __init__(self, session: Session, grants: Collection[UUID]) -> None:
        self._parts = _parts(session, grants)
        self._amendments: defaultdict[UUID, list[GrantAmendment]] = defaultdict(list)
        for one in _amendments(session, grants):
            self._amendments[one.agreement].append(one)

    @property
    def acts(self) -> list[UUID]:
        """Return the acts that amended them."""
        return [one.id for rows in self._amendments.values() for one in rows]

    def of(self, grant: Grant, then: SaidThen) -> GrantTerms:
        """Return what a grant said then."""
        for one in self._amendments[grant.id]:
            if not then.said(one.id, one.amended_at):
                return _read(one.before)
        return _now(grant, self._parts)


def amendments_of(session: Session, grant: Grant) -> tuple[Amended, ...]:
    """Return how a grant was amended, the newest first."""
    found = _amendments(session, [grant.id])
    if not found:
        return ()
    stretch = Stretch(grant.village)
    acts = happened(session, stretch, ("grant.amend",), (LANG,), (str(grant.id),))
    known = {act.id: act for act in acts}
    after = terms_of(session, grant)
    told = []
    for one in reversed(found):
        said, before = known[one.id].public, _read(one.before)
        roles = said["by"]["role"], said["second"]["role"]
        lang = known[one.id].tongue
        told.append(Amended(one.amended_at, one.reason, lang, roles, before, after))
        after = before
    return tuple(told)


def _now(grant: Grant, parts: Mapping[UUID, list[tuple[date, int]]]) -> GrantTerms:
    own = grant.reference, grant.own_title, grant.own_language
    return GrantTerms(grant.purpose, grant.amount, tuple(parts[grant.id]), *own)


def _parts(session: Session, grants: Collection[UUID]) -> defaultdict[UUID, list[tuple[date, int]]]:
    found: defaultdict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for agreement, due, amount in _TRANCHES.rows(session, grants=list(grants)):
        found[agreement].append((due, amount))
    return found


def _amendments(session: Session, grants: Collection[UUID]) -> list[GrantAmendment]:
    return _AMENDMENTS.rows(session, grants=list(grants))


def _read(document: dict[str, Any]) -> GrantTerms:
    parts = ((date.fromisoformat(due), amount) for due, amount in document["tranches"])
    own = (document.get(name, "") for name in ("reference", "title", "language"))
    return GrantTerms(document["purpose"], document["amount"], tuple(parts), *own)
