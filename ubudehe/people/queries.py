"""Who holds which role where."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.people.rules import RIGHTS, Right, Role, held_at
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick


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


def holders(session: Session, place: str) -> tuple[Holder, ...]:
    """Return the roles ever held at exactly this place, the newest first."""
    query = (
        pick(
            RoleGrant.id,
            Account.name,
            Account.phone,
            Account.key,
            RoleGrant.role,
            RoleGrant.since,
            RoleGrant.until,
        )
        .join(Account, col(Account.id) == RoleGrant.account)
        .where(RoleGrant.place == held_at(place))
        .order_by(col(RoleGrant.since).desc(), Account.name)
    )
    return tuple(Holder(*row) for row in session.execute(query).all())


def where_held(session: Session, code: str, country: Country) -> PlaceLine:
    """Return the place of `code`; the code of the country's record stands for all of it."""
    if code == COUNTRY:
        return PlaceLine("", "country", country.name, (country.name,))
    return find_place(session, code)


def approvers(session: Session, place: str, day: date) -> set[str]:
    """Return the keys of those who may approve money at a place on a day."""
    return {
        one.key
        for one in holders(session, place)
        if Right.APPROVE_MONEY in RIGHTS[Role(one.role)]
        and one.since <= day
        and (one.until is None or one.until >= day)
    }


def names_of(session: Session, accounts: set[UUID]) -> dict[UUID, str]:
    """Return the names behind account ids, for people who may know them."""
    query = pick(Account.id, Account.name).where(col(Account.id).in_(accounts))
    return dict(session.execute(query).all())


def own_act(session: Session, place: str, act: UUID, account: UUID) -> datetime | None:
    """Return when an act of this account came into the record of a place; None if it did not."""
    query = select(Act.at).where(Act.log == place, Act.id == act, Act.account == account)
    return session.exec(query).first()
