"""Households as they stand on paper; health never does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.papers.rules import Known
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.phones import format_phone
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class PaperHousehold:
    """One form: what is printed on it already, by the names of the questionnaire."""

    number: int | None
    known: Mapping[str, Any]


NOBODY = PaperHousehold(None, {})
"""A form for a household that is not registered yet."""


def groups_of(session: Session, village: str) -> list[str]:
    """Return the names of the groups in which households of a village live."""
    query = (
        select(Household.isibo)
        .where(Household.village == village, col(Household.ended).is_(None))
        .distinct()
        .order_by(Household.isibo)
    )
    return list(session.exec(query).all())


def count_for_paper(session: Session, village: str, isibo: str) -> int:
    """Return how many households live in a group; in the village where `isibo` is empty."""
    query = select(func.count()).select_from(Household).where(*_fits(village, isibo))
    return session.exec(query).one()


def households_for_paper(
    session: Session, village: str, isibo: str, known: Known, first: int, most: int
) -> list[PaperHousehold]:
    """Return some households by group and number, with all answers or only with their heads."""
    query = (
        pick(
            Household.number,
            Household.isibo,
            Household.members,
            Household.answers,
            HouseholdIdentity.head,
            HouseholdIdentity.phone,
            HouseholdBasis.basis,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(
            HouseholdBasis,
            (col(HouseholdBasis.household) == Household.id)
            & col(HouseholdBasis.withdrawn_on).is_(None),
        )
        .where(*_fits(village, isibo))
        .order_by(col(Household.isibo), col(Household.number))
        .offset(first)
        .limit(most)
    )
    homes = []
    for number, group, members, answers, head, phone, basis in session.execute(query).all():
        told = {"isibo": group, "head": head}
        if known == "answers":
            told |= {**answers, "members": members, "phone": format_phone(phone) if phone else None}
            told["basis"] = basis
        homes.append(PaperHousehold(number, told))
    return homes


def _fits(village: str, isibo: str) -> list[Any]:
    fits: list[Any] = [Household.village == village, col(Household.ended).is_(None)]
    return [*fits, Household.isibo == isibo] if isibo else fits
