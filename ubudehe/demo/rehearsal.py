"""The scene of a rehearsal: the village's place and a few invented households."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from ubudehe.demo.invented import Names, household
from ubudehe.households.actions import register_household
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.loading import load_places
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate

HOUSEHOLDS = 16


_ALONE = {"pin_hash": "", "same_as": None}


@dataclass(frozen=True)
class Player:
    """Somebody who may take part: an account and its roles, without its number and PIN."""

    account: Account
    grants: tuple[RoleGrant, ...]


def players_of(session: Session, village: str) -> list[Player]:
    """Return who holds or held a role that covers a village, to take part in its rehearsal."""
    covering = [village[:length] for length in range(len(village) + 1)]
    held: dict[UUID, list[RoleGrant]] = {}
    for grant in session.exec(select(RoleGrant).where(col(RoleGrant.place).in_(covering))):
        held.setdefault(grant.account, []).append(RoleGrant(**grant.model_dump()))
    people = session.exec(select(Account).where(col(Account.id).in_(held)))
    return [
        # The number must be somebody's alone, and the real one has no business in a rehearsal.
        Player(
            Account(**{**one.model_dump(), "phone": f"player {number}", **_ALONE}),
            tuple(held[one.id]),
        )
        for number, one in enumerate(people)
    ]


def set_scene(
    database: Database,
    country: Country,
    village: str,
    person: Person,
    now: datetime,
    players: Iterable[Player] = (),
) -> None:
    """Fill an empty practice database so that `person` can hold an assembly in it."""
    migrate(database)
    random = Random(village)  # noqa: S311 - the same scene each time
    names = Names(random)
    with database.write() as session:
        load_places(session, country)
        for player in players:
            session.add(player.account)
            session.flush()
            session.add_all(player.grants)
        # Whoever begins it: the scene is set as a facilitator would have set it.
        keeper = Grant(Role.FACILITATOR, village, now.date() - timedelta(days=1))
        person = replace(person, grants=(*person.grants, keeper))
        desk = Desk(session, person, village, act_id=uuid4(), now=now, country=country)
        for _ in range(HOUSEHOLDS):
            register_household(desk.at(desk.new_id()), household(random, names))
