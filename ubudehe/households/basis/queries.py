"""On which basis a household's data are kept, and which households were told none yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.paging import Paging
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

PAGE = 20

_HOLDS = select(HouseholdBasis.household).where(
    HouseholdBasis.household == Household.id, col(HouseholdBasis.withdrawn_on).is_(None)
)
_UNTOLD = and_(
    col(Household.village) == given("village"),
    col(Household.ended).is_(None),
    ~_HOLDS.correlate(Household).exists(),
)
_COUNT = Prepared(select(func.count()).select_from(Household).where(_UNTOLD))
_PAGE: Prepared[Any] = Prepared(
    pick(Household.id, Household.number, HouseholdIdentity.head, HouseholdBasis.withdrawn_on)
    .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
    .outerjoin(HouseholdBasis, col(HouseholdBasis.household) == Household.id)
    .where(_UNTOLD)
    .order_by(col(Household.number))
    .offset(given("start"))
    .limit(PAGE)
)
_NEXT = Prepared(
    select(Household.id)
    .where(_UNTOLD, Household.number > given("after"))
    .order_by(col(Household.number))
    .limit(1)
)


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
    return _COUNT.one(session, village=village)[0]


def untold_households(session: Session, village: str, first: int = 0) -> UntoldPage:
    """Return a page of the households that have no basis that holds, by number."""
    rows = _PAGE.rows(session, village=village, start=first)
    lines = tuple(UntoldLine(*row) for row in rows)
    return UntoldPage(lines, Paging(first, PAGE, count_untold(session, village)))


def next_untold(session: Session, village: str, after: int) -> UUID | None:
    """Return the next household by number that has no basis that holds; None for none."""
    return _NEXT.first(session, village=village, after=after)
