"""What happened to households since they were decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.actions import household_of
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.storage.reading import pick

_STANDS = (
    col(HouseholdEvent.undone_at).is_(None),
    col(HouseholdEvent.kind).not_in(VOIDED),
)
"""Something did happen: it was not taken back, nor was it a slip in the register."""


@dataclass(frozen=True)
class HouseholdEventLine:
    """One thing that happened to a household; taken back if `undone_at` is a moment."""

    id: UUID
    kind: str
    happened_on: date
    note: str | None
    place: str | None
    effect: Mapping[str, Any] | None
    undone_at: datetime | None
    undone_why: str | None

    @property
    def can_be_undone(self) -> bool:
        """Tell whether somebody may try to take it back; a closed entry is restored instead."""
        return self.undone_at is None and self.kind not in VOIDED


def is_shaken(session: Session, household: UUID, since: datetime) -> bool:
    """Tell whether something was written down about a household after the moment `since`."""
    query = select(HouseholdEvent.id).where(
        HouseholdEvent.household == household, HouseholdEvent.written_at > since, *_STANDS
    )
    return session.exec(query).first() is not None


def shaken_households(session: Session, village: str, round_: UUID) -> frozenset[UUID]:
    """Return the households still there to whom something happened since they were decided."""
    decided = (
        (col(CategoryDecision.household) == HouseholdEvent.household)
        & (col(CategoryDecision.round) == round_)
        & col(CategoryDecision.current).is_(True)
    )
    query = (
        select(HouseholdEvent.household)
        .join(CategoryDecision, decided)
        .join(Household, col(Household.id) == HouseholdEvent.household)
        .where(
            HouseholdEvent.village == village,
            col(Household.ended).is_(None),
            HouseholdEvent.written_at > CategoryDecision.decided_at,
            *_STANDS,
        )
    )
    return frozenset(session.exec(query).all())


def events_of(session: Session, household: UUID) -> tuple[HouseholdEventLine, ...]:
    """Return what happened to a household, the newest first."""
    query = (
        pick(
            HouseholdEvent.id,
            HouseholdEvent.kind,
            HouseholdEvent.happened_on,
            HouseholdEvent.note,
            HouseholdEvent.place,
            HouseholdEvent.effect,
            HouseholdEvent.undone_at,
            HouseholdEvent.undone_why,
        )
        .where(HouseholdEvent.household == household)
        .order_by(col(HouseholdEvent.written_at).desc())
    )
    return tuple(HouseholdEventLine(*row) for row in session.execute(query).all())


@dataclass(frozen=True)
class ClosedEntry:
    """An entry of the register that was closed as no household."""

    household: UUID
    number: int
    head: str
    why: str


def closed_entries(session: Session, village: str) -> tuple[ClosedEntry, ...]:
    """Return the entries of a village that were closed as mistakes, by number."""
    query = (
        pick(Household.id, Household.number, HouseholdIdentity.head, Household.ended)
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .where(Household.village == village, col(Household.ended).in_(VOIDED))
        .order_by(col(Household.number))
    )
    return tuple(ClosedEntry(*row) for row in session.execute(query).all())


def event_line(session: Session, village: str, household: UUID, event: UUID) -> HouseholdEventLine:
    """Return one event of a household; NotFound where there is none."""
    household_of(session, village, household)
    found = next((one for one in events_of(session, household) if one.id == event), None)
    if found is None:
        raise NotFound(N_("There is no such event in this village."))
    return found
