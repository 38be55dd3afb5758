"""Finding a person among all accounts at or below a place: by name, or by how the number begins or
ends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col

from ubudehe.language.names import fold
from ubudehe.language.paging import LINES, Paging
from ubudehe.language.phones import fits_part
from ubudehe.people.rules import held_at
from ubudehe.people.tables import Account, RoleGrant, shown_number
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, places_of
from ubudehe.places.rules import code_range
from ubudehe.storage.reading import pick


class FindForm(BaseModel):
    """Words of a name, or how a number begins or ends; and after how many lines a page begins."""

    q: str = Field(default="", max_length=80)
    first: int = Field(default=0, ge=0, le=999_999)


@dataclass(frozen=True)
class FoundRole:
    """A role of somebody, where, and until when where that is told."""

    grant: UUID
    role: str
    place: PlaceLine
    until: date | None


@dataclass(frozen=True)
class FoundPerson:
    """An account, with the roles it holds or held, those in force first."""

    name: str
    phone: str
    blocked: bool
    roles: tuple[FoundRole, ...]


@dataclass(frozen=True)
class FoundPeople:
    """A page of the people that were found, by name."""

    people: tuple[FoundPerson, ...]
    part: Paging


def find_people(
    session: Session, code: str, text: str, start: int, country: Country
) -> FoundPeople:
    """Return whom `text` may mean of those with a role at or below a place; everybody for «»."""
    within = _within(held_at(code))
    query = pick(Account.id, Account.name, Account.phone, Account.disabled)
    has_role = pick(RoleGrant.id).where(within, RoleGrant.account == Account.id).exists()
    rows = session.execute(query.where(has_role)).all()
    fitting = sorted(
        (row for row in rows if _is_meant(row.name, row.phone, text, country)),
        key=lambda row: (fold(row.name), row.phone),
    )
    part = Paging(start if start < len(fitting) else 0, LINES, len(fitting))
    shown = part.of(fitting)
    roles = _roles_of(session, within, [row.id for row in shown], country)
    return FoundPeople(
        tuple(
            FoundPerson(row.name, shown_number(row.phone), row.disabled, tuple(roles[row.id]))
            for row in shown
        ),
        part,
    )


def _within(code: str) -> ColumnElement[bool]:
    first, end = code_range(code)
    return and_(col(RoleGrant.place) >= first, col(RoleGrant.place) < end)


def _is_meant(name: str, phone: str, text: str, country: Country) -> bool:
    """Tell whether a number begins or ends as typed, or a name has all the words."""
    if any(map(str.isdigit, text)) and not any(map(str.isalpha, text)):
        return fits_part(phone, text, country.manners.prefix)
    return all(fold(word) in fold(name) for word in text.split())


def _roles_of(
    session: Session, within: ColumnElement[bool], accounts: Iterable[UUID], country: Country
) -> dict[UUID, list[FoundRole]]:
    query = (
        pick(RoleGrant.account, RoleGrant.id, RoleGrant.role, RoleGrant.place, RoleGrant.until)
        .where(within, col(RoleGrant.account).in_(list(accounts)))
        .order_by(col(RoleGrant.until).is_not(None), col(RoleGrant.since).desc(), RoleGrant.place)
    )
    rows = session.execute(query).all()
    places = places_of(session, {row.place for row in rows}, country)
    found: dict[UUID, list[FoundRole]] = defaultdict(list)
    for row in rows:
        found[row.account].append(FoundRole(row.id, row.role, places[row.place], row.until))
    return found
