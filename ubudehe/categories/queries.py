"""Rounds and appeals, for people who may know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.categories.actions import current_round
from ubudehe.categories.rules import Coverage
from ubudehe.categories.tables import Appeal, CategoryDecision, CategoryRound
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country, Scheme
from ubudehe.places.rules import code_range
from ubudehe.record.append import total
from ubudehe.storage.reading import pick

SCREEN = 12
"""Households on one categorising screen."""


@dataclass(frozen=True)
class RoundView:
    """A round with its state and how far it has come; no round yet has no id."""

    id: UUID | None
    scheme: Scheme | None
    state: str
    coverage: Coverage
    appeals_until: date | None
    open_appeals: int


@dataclass(frozen=True)
class CategoryLine:
    """A household and what holds for it in the round."""

    household: UUID
    number: int
    isibo: str
    head: str
    members: int
    category: str | None
    criterion: str | None
    answers: Mapping[str, Any]

    @property
    def self_view(self) -> str | None:
        """Return the category in which the household sees itself, if it said so."""
        return self.answers.get("self_view")


@dataclass(frozen=True)
class AppealLine:
    """An appeal, for those who file and those who decide."""

    id: UUID
    village: str
    number: int
    household_number: int
    head: str
    category: str
    wanted: str
    ground: str
    filed_at: datetime
    state: str
    outcome: str | None
    scheme: str


def round_view(session: Session, village: str, country: Country) -> RoundView:
    """Return the round that goes on in a village, or its last one, or none."""
    found = (
        current_round(session, village)
        or session.exec(
            select(CategoryRound)
            .where(CategoryRound.village == village)
            .order_by(col(CategoryRound.started_at).desc())
        ).first()
    )
    registered = total(session, village, "households")
    if found is None:
        return RoundView(None, None, "none", Coverage(0, registered), None, 0)
    classified = session.exec(
        select(func.count()).where(
            CategoryDecision.round == found.id, col(CategoryDecision.current).is_(True)
        )
    ).one()
    waiting = session.exec(
        select(func.count()).where(Appeal.round == found.id, Appeal.state == "open")
    ).one()
    return RoundView(
        found.id,
        country.scheme(found.scheme),
        found.state,
        Coverage(classified, registered),
        found.appeals_until,
        waiting,
    )


def category_lines(
    session: Session, village: str, round_: UUID, *, undecided: bool = False, most: int = 1000
) -> tuple[CategoryLine, ...]:
    """Return the households of a village with what holds for them, by group and number."""
    joined = (
        (col(CategoryDecision.household) == Household.id)
        & (col(CategoryDecision.round) == round_)
        & col(CategoryDecision.current).is_(True)
    )
    query = (
        pick(
            Household.id,
            Household.number,
            Household.isibo,
            HouseholdIdentity.head,
            Household.members,
            CategoryDecision.category,
            CategoryDecision.criterion,
            Household.answers,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(CategoryDecision, joined)
        .where(Household.village == village)
        .order_by(col(Household.isibo), col(Household.number))
        .limit(most)
    )
    if undecided:
        query = query.where(col(CategoryDecision.id).is_(None))
    rows = session.execute(query).all()
    return tuple(CategoryLine(*row) for row in rows)


def appeals_under(
    session: Session, place: str, *, only_open: bool = False
) -> tuple[AppealLine, ...]:
    """Return the appeals of all villages under a place, what waits longest first."""
    first, end = code_range(place)
    query = (
        pick(
            Appeal.id,
            Appeal.village,
            Appeal.number,
            Household.number,
            HouseholdIdentity.head,
            CategoryDecision.category,
            Appeal.wanted,
            Appeal.ground,
            Appeal.filed_at,
            Appeal.state,
            Appeal.outcome,
            CategoryRound.scheme,
        )
        .join(Household, col(Household.id) == Appeal.household)
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Appeal.household)
        .join(CategoryDecision, col(CategoryDecision.id) == Appeal.decision)
        .join(CategoryRound, col(CategoryRound.id) == Appeal.round)
        .where(Appeal.village >= first, Appeal.village < end)
        .order_by(col(Appeal.state) != "open", col(Appeal.filed_at))
    )
    if only_open:
        query = query.where(Appeal.state == "open")
    return tuple(AppealLine(*row) for row in session.execute(query).all())


def appeal_line(session: Session, village: str, appeal: UUID) -> AppealLine:
    """Return one appeal of a village; NotFound where there is none."""
    for line in appeals_under(session, village):
        if line.id == appeal:
            return line
    raise NotFound(N_("There is no such appeal in this village."))
