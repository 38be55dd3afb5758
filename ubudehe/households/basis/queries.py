"""On which basis a household's data are kept, and which households were told none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.paging import Paging
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick

PAGE = 20


@dataclass(frozen=True)
class BasisView:
    """What a household was told: the basis, who of it, on which day, by whom."""

    basis: str
    consent: bool
    """Whether the household agreed, and can withdraw."""
    told: str
    told_on: date
    told_by: str
    """The name of who told them."""
    withdrawn_on: date | None
    words: str | None

    @property
    def holds(self) -> bool:
        """Tell whether the data are kept on this basis today."""
        return self.withdrawn_on is None


@dataclass(frozen=True)
class UntoldLine:
    """A household whose data are kept on no basis that is written down."""

    id: UUID
    number: int
    head: str
    withdrawn_on: date | None


@dataclass(frozen=True)
class UntoldPage:
    """Households that were told no basis yet, or that withdrew their consent."""

    lines: tuple[UntoldLine, ...]
    part: Paging


def basis_of(session: Session, household: UUID, country: Country) -> BasisView | None:
    """Return on which basis a household's data are kept; None where nobody wrote one down."""
    found = session.get(HouseholdBasis, household)
    if found is None:
        return None
    names = names_of(session, {found.written_by})
    return BasisView(
        found.basis,
        country.is_consent(found.basis),
        found.told,
        found.told_on,
        names.get(found.written_by, ""),
        found.withdrawn_on,
        found.words,
    )


def count_untold(session: Session, village: str) -> int:
    """Return how many households of a village have no basis that holds."""
    query = select(func.count()).select_from(Household).where(*_untold(village))
    return session.exec(query).one()


def untold_households(session: Session, village: str, first: int = 0) -> UntoldPage:
    """Return a page of the households that have no basis that holds, by number."""
    query = (
        pick(
            Household.id,
            Household.number,
            HouseholdIdentity.head,
            HouseholdBasis.withdrawn_on,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(HouseholdBasis, col(HouseholdBasis.household) == Household.id)
        .where(*_untold(village))
        .order_by(col(Household.number))
        .offset(first)
        .limit(PAGE)
    )
    lines = tuple(UntoldLine(*row) for row in session.execute(query))
    return UntoldPage(lines, Paging(first, PAGE, count_untold(session, village)))


def next_untold(session: Session, village: str, after: int) -> UUID | None:
    """Return the next household by number that has no basis that holds; None for none."""
    query = (
        select(Household.id)
        .where(*_untold(village), Household.number > after)
        .order_by(col(Household.number))
        .limit(1)
    )
    return session.exec(query).first()


def _untold(village: str) -> Sequence[ColumnElement[bool]]:
    holds = select(HouseholdBasis.household).where(
        HouseholdBasis.household == Household.id, col(HouseholdBasis.withdrawn_on).is_(None)
    )
    return (
        col(Household.village) == village,
        col(Household.ended).is_(None),
        ~holds.correlate(Household).exists(),
    )
