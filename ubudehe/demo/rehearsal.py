"""The scene of a rehearsal: the village's place and a few invented households."""

from datetime import datetime
from random import Random
from uuid import uuid4

from ubudehe.demo.invented import Names, household
from ubudehe.households.actions import register_household
from ubudehe.people.desk import Desk, Person
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
        desk = Desk(session, person, village, act_id=uuid4(), now=now, country=country)
        for _ in range(HOUSEHOLDS):
            register_household(desk.at(desk.new_id()), household(random, names))
