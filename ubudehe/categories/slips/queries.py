"""Who still needs a slip, and which slip a code belongs to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class SlipLine:
    """A household that may get a slip."""

    household: UUID
    number: int
    isibo: str
    head: str
    phone: str | None
    category: str
    issued_at: datetime | None
    until: date | None
    """The last day on which it can appeal; a later appeal is taken all the same."""
    basis: str | None
    """On which lawful basis its data are kept (a code of the pack); None where it was told none."""


def slip_lines(session: Session, village: str) -> tuple[SlipLine, ...]:
    """Return the households with a category in the last round, and when they got their slip."""
    round_ = last_round(session, village)
    if round_ is None:
        return ()
    slip = (col(CheckSlip.household) == Household.id) & col(CheckSlip.replaced_at).is_(None)
    basis = (col(HouseholdBasis.household) == Household.id) & col(HouseholdBasis.withdrawn_on).is_(
        None
    )
    query = (
        pick(
            Household.id,
            Household.number,
            Household.isibo,
            HouseholdIdentity.head,
            HouseholdIdentity.phone,
            CategoryDecision.category,
            CheckSlip.issued_at,
            func.coalesce(CategoryDecision.appeals_until, round_.appeals_until),
            HouseholdBasis.basis,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .join(CategoryDecision, col(CategoryDecision.household) == Household.id)
        .outerjoin(CheckSlip, slip)
        .outerjoin(HouseholdBasis, basis)
        .where(
            Household.village == village,
            col(Household.ended).is_(None),
            CategoryDecision.round == round_.id,
            col(CategoryDecision.current).is_(True),
        )
        .order_by(col(Household.isibo), col(Household.number))
    )
    return tuple(SlipLine(*row) for row in session.execute(query).all())


def find_slip(session: Session, mark: str) -> CheckSlip | None:
    """Return the slip of this mark if it still holds."""
    found = session.get(CheckSlip, mark)
    return found if found and found.replaced_at is None else None
