"""What a grant says now, and what it said before it was amended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.grants.tables import Grant, GrantAmendment, GrantTranche
from ubudehe.places.pack import Country
from ubudehe.record.happened import Stretch, happened, index_of
from ubudehe.record.tongues import FIELD as LANG


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
    parts = session.exec(
        select(GrantTranche)
        .where(GrantTranche.agreement == grant.id)
        .order_by(col(GrantTranche.due), col(GrantTranche.position))
    )
    own = grant.reference, grant.own_title, grant.own_language
    tranches = tuple((one.due, one.amount) for one in parts)
    return GrantTerms(grant.purpose, grant.amount, tranches, *own)


def terms_then(
    session: Session, grant: Grant, country: Country, until: date, size: int | None
) -> GrantTerms:
    """Return what a grant said at the end of a day, or in a record of so many acts."""
    for one in _amendments(session, grant.id):
        if size is not None:
            index = index_of(session, grant.village, one.id)
            later = index is not None and index >= size
        else:
            later = one.amended_at.astimezone(country.zone).date() > until
        if later:
            return _read(one.before)
    return terms_of(session, grant)


def amendments_of(session: Session, grant: Grant) -> tuple[Amended, ...]:
    """Return how a grant was amended, the newest first."""
    found = _amendments(session, grant.id)
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


def _amendments(session: Session, grant: UUID) -> list[GrantAmendment]:
    query = select(GrantAmendment).where(GrantAmendment.agreement == grant)
    return list(session.exec(query.order_by(col(GrantAmendment.amended_at))))


def _read(document: dict[str, Any]) -> GrantTerms:
    parts = ((date.fromisoformat(due), amount) for due, amount in document["tranches"])
    own = (document.get(name, "") for name in ("reference", "title", "language"))
    return GrantTerms(document["purpose"], document["amount"], tuple(parts), *own)
