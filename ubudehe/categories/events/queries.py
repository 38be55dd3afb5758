"""What happened to households since they were decided."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.tables import Household
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class EventLine:
    """One thing that happened to a household."""

    kind: str
    happened_on: date
    note: str | None
    place: str | None


def is_shaken(session: Session, household: UUID, since: datetime) -> bool:
    """Tell whether something was written down about a household after the moment `since`."""
    query = select(HouseholdEvent.id).where(
        HouseholdEvent.household == household, HouseholdEvent.written_at > since
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
        )
    )
    return frozenset(session.exec(query).all())


def events_of(session: Session, household: UUID) -> tuple[EventLine, ...]:
    """Return what happened to a household, the newest first."""
    query = (
        pick(
            HouseholdEvent.kind,
            HouseholdEvent.happened_on,
            HouseholdEvent.note,
            HouseholdEvent.place,
        )
        .where(HouseholdEvent.household == household)
        .order_by(col(HouseholdEvent.written_at).desc())
    )
    return tuple(EventLine(*row) for row in session.execute(query).all())


def events_since(session: Session, village: str, since: datetime) -> int:
    """Return how many events were written down in a village after the moment `since`."""
    query = select(func.count()).where(
        HouseholdEvent.village == village, HouseholdEvent.written_at > since
    )
    return session.exec(query).one()
