"""Who counts as one person: the holder of a role and its deputy."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from ubudehe.people.tables import RoleGrant

LINGERS = timedelta(days=31)
"""How long after its last day holder and deputy still count as one: what one of them began in its
last days, the other does not finish."""


def one_office(session: Session, account: UUID, place: str, today: date) -> frozenset[UUID]:
    """Return the accounts that count as one person with `account` at a place: itself among them.

    They are those whose deputy it is or was lately, and its own deputies: between them they hold
    one role, so they are never the two people whom an act needs.
    """
    query = select(RoleGrant.account, RoleGrant.deputy_for, RoleGrant.place).where(
        or_(
            (col(RoleGrant.account) == account) & col(RoleGrant.deputy_for).is_not(None),
            col(RoleGrant.deputy_for) == account,
        ),
        RoleGrant.since <= today,
        col(RoleGrant.until) >= today - LINGERS,
    )
    found = {account}
    for deputy, holder, held_at in session.exec(query).all():
        if holder is not None and (place.startswith(held_at) or held_at.startswith(place)):
            found |= {deputy, holder}
    return frozenset(found)
