"""Who counts as one person: the holder of a role and its deputy, and accounts of one person."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.people.tables import Account, RoleGrant

LINGERS = timedelta(days=31)
"""How long after its last day holder and deputy still count as one: what one of them began in its
last days, the other does not finish."""


def one_office(session: Session, account: UUID, place: str, today: date) -> frozenset[UUID]:
    """Return the accounts that count as one person with `account` at a place: itself among them.

    They are those whose deputy it is or was lately, its own deputies, and those who were deputies
    of the same holder: between them they hold one role, so they are never the two people whom an
    act needs, however often the deputy changes. Each of them stands for all accounts of the person.
    """
    own = same_person(session, [account])
    pairs = _lately(session, place, today, col(RoleGrant.account).in_(own))
    holders = own | {holder for _, holder in pairs}
    if pairs:
        holders = same_person(session, holders)
    pairs += _lately(session, place, today, col(RoleGrant.deputy_for).in_(holders))
    found = holders | {one for pair in pairs for one in pair}
    return same_person(session, found) if pairs else found


def same_person(session: Session, accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Return all accounts of the people to whom these belong: themselves among them."""
    given = frozenset(accounts)
    other = aliased(Account)
    own = (
        select(other.id)
        .join(
            Account,
            or_(
                col(other.id) == col(Account.same_as),
                col(other.same_as) == col(Account.id),
                col(other.same_as) == col(Account.same_as),
            ),
        )
        .where(col(Account.id).in_(given))
    )
    return given | frozenset(session.exec(own))


def keys_of_office(session: Session, account: UUID, place: str, today: date) -> frozenset[str]:
    """Return the keys in the record of those who count as one person with `account`."""
    accounts = one_office(session, account, place, today)
    return frozenset(session.exec(select(Account.key).where(col(Account.id).in_(accounts))))


def _lately(
    session: Session, place: str, today: date, whose: ColumnElement[bool]
) -> list[tuple[UUID, UUID]]:
    """Return deputy and holder of roles at a place that are or were lately a deputy's."""
    query = select(RoleGrant.account, RoleGrant.deputy_for, RoleGrant.place).where(
        whose,
        col(RoleGrant.deputy_for).is_not(None),
        RoleGrant.since <= today,
        col(RoleGrant.until) >= today - LINGERS,
    )
    return [
        (deputy, holder)
        for deputy, holder, held_at in session.exec(query).all()
        if holder is not None and (place.startswith(held_at) or held_at.startswith(place))
    ]
