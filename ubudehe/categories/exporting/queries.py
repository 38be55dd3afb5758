"""The list of a village as it leaves the app: no health, phone, income or answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.places.pack import Country, Scheme
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class ExportLine:
    """A household with what holds for it, if anything was decided."""

    number: int
    isibo: str
    head: str
    members: int
    category: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class ExportList:
    """All households of a village in the round that goes on, else the last one."""

    scheme: Scheme | None
    state: str
    """The state of the round; «none» before the first."""
    lines: tuple[ExportLine, ...]


def export_list(session: Session, village: str, country: Country) -> ExportList:
    """Return the list of a village by group and number."""
    found = last_round(session, village)
    lines = _lines(session, village, found)
    if found is None:
        return ExportList(None, "none", lines)
    return ExportList(scheme_of(session, country, found), found.state, lines)


def _lines(session: Session, village: str, found: CategoryRound | None) -> tuple[ExportLine, ...]:
    holds = (
        (col(CategoryDecision.household) == Household.id)
        & (col(CategoryDecision.round) == (found.id if found else None))
        & col(CategoryDecision.current).is_(True)
    )
    query = (
        pick(
            Household.number,
            Household.isibo,
            HouseholdIdentity.head,
            Household.members,
            CategoryDecision.category,
            CategoryDecision.decided_at,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(CategoryDecision, holds)
        .where(Household.village == village, col(Household.ended).is_(None))
        .order_by(col(Household.isibo), col(Household.number))
    )
    return tuple(ExportLine(*row) for row in session.execute(query).all())
