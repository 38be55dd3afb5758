"""The list of isibos, shaped for its pages."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.households.isibos.listing import known_isibos
from ubudehe.households.isibos.rules import KnownIsibo, meant
from ubudehe.households.tables import Household
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class ListedIsibo:
    """An isibo of the list, with how many households it has and which others went into it."""

    id: UUID
    name: str
    households: int
    joined: tuple[KnownIsibo, ...]


def isibo_list(session: Session, village: str) -> tuple[ListedIsibo, ...]:
    """Return the isibos of a village by name, for people who may know its households."""
    query = (
        pick(Household.isibo, func.count())
        .where(Household.village == village, col(Household.ended).is_(None))
        .group_by(Household.isibo)
    )
    sizes: dict[str, int] = dict(session.execute(query).all())
    known = known_isibos(session, village)
    gone = [(one, meant(known, one.name)) for one in known if one.joined_into]
    return tuple(
        ListedIsibo(
            one.id,
            one.name,
            sizes.get(one.name, 0),
            tuple(other for other, into in gone if into == one),
        )
        for one in known
        if one.joined_into is None
    )
