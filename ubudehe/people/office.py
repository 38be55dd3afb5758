"""Who counts as one person: the holder of a role and its deputy, and accounts of one person."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.people.tables import Account, RoleGrant
from ubudehe.storage.prepared import Prepared, given, listed

LINGERS = timedelta(days=31)
"""How long after its last day holder and deputy still count as one: what one of them began in its
last days, the other does not finish."""
_OTHER = aliased(Account)
_SAME = Prepared(
    select(_OTHER.id)
    .join(
        Account,
        or_(
            col(_OTHER.id) == col(Account.same_as),
            col(_OTHER.same_as) == col(Account.id),
            col(_OTHER.same_as) == col(Account.same_as),
        ),
    )
    .where(col(Account.id).in_(listed("accounts")))
)


def _pairs(whose: ColumnElement[bool]) -> Prepared[Any]:
    """Return what asks for deputy, holder and place of roles that were a deputy's since a day."""
    return Prepared(
        select(RoleGrant.account, RoleGrant.deputy_for, RoleGrant.place).where(
            whose,
            col(RoleGrant.deputy_for).is_not(None),
            RoleGrant.since <= given("today"),
            col(RoleGrant.until) >= given("lately"),
        )
    )


_OF_DEPUTIES = _pairs(col(RoleGrant.account).in_(listed("accounts")))
_OF_HOLDERS = _pairs(col(RoleGrant.deputy_for).in_(listed("accounts")))


def one_office(session: Session, account: UUID, place: str, today: date) -> frozenset[UUID]:
    """Return the accounts that count as one person with `account` at a place: itself among them.

    They are those whose deputy it is or was lately, its own deputies, and those who were deputies
    of the same holder: between them they hold one role, so they are never the two people whom an
    act needs, however often the deputy changes. Each of them stands for all accounts of the person.
    """
    own = same_person(session, [account])
    pairs = _lately(session, place, today, _OF_DEPUTIES, own)
    holders = own | {holder for _, holder in pairs}
    if pairs:
        holders = same_person(session, holders)
    pairs += _lately(session, place, today, _OF_HOLDERS, holders)
    found = holders | {one for pair in pairs for one in pair}
    return same_person(session, found) if pairs else found


def same_person(session: Session, accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Return all accounts of the people to whom these belong: themselves among them."""
    own = frozenset(accounts)
    return own | frozenset(_SAME.column(session, accounts=list(own)))


def keys_of_office(session: Session, account: UUID, place: str, today: date) -> frozenset[str]:
    """Return the keys in the record of those who count as one person with `account`."""
    accounts = one_office(session, account, place, today)
    return frozenset(session.exec(select(Account.key).where(col(Account.id).in_(accounts))))


def _lately(
    session: Session, place: str, today: date, pairs: Prepared[Any], accounts: Iterable[UUID]
) -> list[tuple[UUID, UUID]]:
    """Return deputy and holder of roles at a place that are or were lately a deputy's."""
    rows = pairs.rows(session, accounts=list(accounts), today=today, lately=today - LINGERS)
    return [
        (deputy, holder)
        for deputy, holder, held_at in rows
        if place.startswith(held_at) or held_at.startswith(place)
    ]
