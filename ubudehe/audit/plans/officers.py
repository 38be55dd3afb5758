"""Who may be in the team of an audit, and who leads it or led it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col

from ubudehe.audit.plans.tables import AuditPlan
from ubudehe.people.rules import RIGHTS, Right
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.rules import code_range
from ubudehe.record.happened import Stretch, happened
from ubudehe.storage.reading import pick

_ROLES = [role.value for role, rights in RIGHTS.items() if Right.REVIEW_BOOKS in rights]
_MOST = 30


@dataclass(frozen=True)
class PlanOfficer:
    """Somebody who may look into books at a place, above it or below it: the nearest role."""

    account: UUID
    name: str
    role: str
    place: str


def officers(session: Session, place: str, today: date) -> tuple[PlanOfficer, ...]:
    """Return who may be in a team: officers of the place, then of those above, then below."""
    first, end = code_range(place)
    above = [place[:length] for length in range(len(place))]
    held = col(RoleGrant.place)
    rows = session.execute(
        pick(Account.id, Account.name, RoleGrant.role, RoleGrant.place)
        .join(RoleGrant, col(RoleGrant.account) == Account.id)
        .where(
            col(RoleGrant.role).in_(_ROLES),
            _in_force(today),
            or_(held.in_(above), (held >= first) & (held < end)),
        )
    ).all()
    found: dict[UUID, PlanOfficer] = {}
    for row in sorted(rows, key=lambda row: (abs(len(row[3]) - len(place)), row[1], row[3])):
        found.setdefault(row[0], PlanOfficer(*row))
    return tuple(found.values())[:_MOST]


def own_villages(
    session: Session, accounts: Collection[UUID], villages: Sequence[str], today: date
) -> bool:
    """Tell whether one of these people holds a role in one of these villages."""
    query = pick(RoleGrant.id).where(
        col(RoleGrant.account).in_(accounts),
        col(RoleGrant.place).in_(villages),
        _in_force(today),
    )
    return session.execute(query.limit(1)).first() is not None


def _in_force(today: date) -> Any:
    until = col(RoleGrant.until)
    return (col(RoleGrant.since) <= today) & (until.is_(None) | (until >= today))


def led_by(session: Session, place: str, plan: UUID) -> set[UUID]:
    """Return who leads a plan of a place, and who led it before it was amended."""
    row = session.get(AuditPlan, plan)
    drawn = ("plan.draw", "plan.amend")
    told = happened(session, Stretch(place), drawn, ("plan",), {str(plan)})
    before = {UUID(one.private["plan"]["lead"]) for one in told if "plan" in one.private}
    return before if row is None else before | {row.lead}
