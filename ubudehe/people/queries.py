"""Who holds which role where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.people.rules import RIGHTS, Right, Role, held_at
from ubudehe.people.tables import ELSEWHERE, Account, RoleGrant, shown_number
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

_APPROVERS = Prepared(
    pick(RoleGrant.account, func.coalesce(col(Account.same_as), col(Account.id)))
    .join(Account, col(Account.id) == func.coalesce(RoleGrant.deputy_for, RoleGrant.account))
    .where(
        RoleGrant.place == given("place"),
        col(RoleGrant.role).in_(
            role.value for role, rights in RIGHTS.items() if Right.APPROVE_MONEY in rights
        ),
        col(RoleGrant.since) <= given("day"),
        or_(col(RoleGrant.until).is_(None), col(RoleGrant.until) >= given("day")),
    )
)
_NAMES = Prepared(pick(Account.id, Account.name).where(col(Account.id).in_(listed("accounts"))))


@dataclass(frozen=True)
class Holder:
    """A role at a place and the person who holds it."""

    grant: UUID
    name: str
    phone: str
    key: str
    role: str
    since: date
    until: date | None
    deputy_for: str | None
    """Whose deputy this is, by name; None for the holder of the role."""


@dataclass(frozen=True)
class DeputyLine:
    """A deputy in force at a place, and for whom; `own`: whether the asker may end it."""

    grant: UUID
    role: str
    name: str
    holder: str
    until: date
    own: bool


@dataclass(frozen=True)
class OwnRole:
    """A role that somebody holds at a place, and for which they may name a deputy."""

    grant: UUID
    role: str


def holders(session: Session, place: str) -> tuple[Holder, ...]:
    """Return the roles ever held at exactly this place, the newest first."""
    holder, signs_in = aliased(Account), aliased(Account)
    query = (
        pick(
            RoleGrant.id,
            Account.name,
            func.coalesce(signs_in.phone, Account.phone),
            Account.key,
            RoleGrant.role,
            RoleGrant.since,
            RoleGrant.until,
            holder.name,
        )
        .join(Account, col(Account.id) == RoleGrant.account)
        .outerjoin(holder, col(holder.id) == RoleGrant.deputy_for)
        .outerjoin(
            signs_in,
            (col(signs_in.id) == Account.same_as) & col(Account.phone).startswith(ELSEWHERE),
        )
        .where(RoleGrant.place == held_at(place))
        .order_by(col(RoleGrant.since).desc(), Account.name)
    )
    rows = session.execute(query).all()
    return tuple(Holder(id_, name, shown_number(phone), *more) for id_, name, phone, *more in rows)


def deputies(
    session: Session, place: str, asker: Collection[UUID], today: date
) -> tuple[DeputyLine, ...]:
    """Return who stands in for whom at a place today, for people who hold a role there."""
    holder = aliased(Account)
    rows = session.execute(
        pick(
            RoleGrant.id,
            RoleGrant.role,
            Account.name,
            holder.name,
            RoleGrant.until,
            or_(col(RoleGrant.account).in_(asker), col(RoleGrant.deputy_for).in_(asker)),
        )
        .join(Account, col(Account.id) == RoleGrant.account)
        .join(holder, col(holder.id) == RoleGrant.deputy_for)
        .where(RoleGrant.place == place, RoleGrant.since <= today, col(RoleGrant.until) >= today)
        .order_by(RoleGrant.role, Account.name)
    ).all()
    return tuple(DeputyLine(*row) for row in rows)


def own_roles(
    session: Session, place: str, accounts: Collection[UUID], today: date
) -> tuple[OwnRole, ...]:
    """Return the roles of somebody at exactly this place for which no deputy stands in yet."""
    rows = session.execute(
        pick(RoleGrant.id, RoleGrant.role).where(
            RoleGrant.place == place,
            col(RoleGrant.account).in_(accounts),
            col(RoleGrant.deputy_for).is_(None),
            RoleGrant.role != Role.ADMINISTRATOR.value,
            RoleGrant.since <= today,
            or_(col(RoleGrant.until).is_(None), col(RoleGrant.until) >= today),
        )
    ).all()
    taken = {
        role
        for (role,) in session.execute(
            pick(RoleGrant.role).where(
                RoleGrant.place == place,
                col(RoleGrant.deputy_for).in_(accounts),
                col(RoleGrant.until) >= today,
            )
        ).all()
    }
    return tuple(OwnRole(grant, role) for grant, role in rows if role not in taken)


def where_held(session: Session, code: str, country: Country) -> PlaceLine:
    """Return the place of `code`; the code of the country's record stands for all of it."""
    if code == COUNTRY:
        return PlaceLine("", "country", country.name, (country.name,))
    return find_place(session, code)


def approvers(
    session: Session, place: str, day: date, but: frozenset[UUID] = frozenset()
) -> set[UUID]:
    """Return the accounts that may approve money at a place on a day, without those of `but`.

    A deputy and the holder of the role count as one: the holder stands for both. So do the
    accounts of one person: the one that signs in stands for all.
    """
    rows = _APPROVERS.rows(session, place=place, day=day)
    return {person for account, person in rows if account not in but} - but


def names_of(session: Session, accounts: set[UUID]) -> dict[UUID, str]:
    """Return the names behind account ids, for people who may know them."""
    return dict(_NAMES.rows(session, accounts=list(accounts)))


def own_act(session: Session, place: str, act: UUID, accounts: Collection[UUID]) -> datetime | None:
    """Return when an act of one of these came into the record of a place; None if it did not."""
    query = select(Act.at).where(Act.log == place, Act.id == act, col(Act.account).in_(accounts))
    return session.exec(query).first()
