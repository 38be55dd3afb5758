"""The scene of a rehearsal: the village's place and a few invented households."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from ubudehe.demo.invented import Names, household
from ubudehe.households.actions import register_household
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.places.loading import load_places
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate

HOUSEHOLDS = 16


def set_scene(
    database: Database, country: Country, village: str, person: Person, now: datetime
) -> None:
    """Fill an empty practice database so that `person` can hold an assembly in it."""
    migrate(database)
    random = Random(village)  # noqa: S311 - the same scene each time
    names = Names(random)
    with database.write() as session:
        load_places(session, country)
        # Whoever begins it: the scene is set as a facilitator would have set it.
        keeper = Grant(Role.FACILITATOR, village, now.date() - timedelta(days=1))
        person = replace(person, grants=(*person.grants, keeper))
        desk = Desk(session, person, village, act_id=uuid4(), now=now, country=country)
        for _ in range(HOUSEHOLDS):
            register_household(desk.at(desk.new_id()), household(random, names))
