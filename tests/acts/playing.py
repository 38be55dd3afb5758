"""Playing every act there is, in one database: the demo's year, then what it leaves out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.acts.plays import play_the_rest
from tests.acts.probing import Probe
from ubudehe.app import create_app
from ubudehe.demo.demo import SEED, Demo
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person
from ubudehe.places.loading import load_places
from ubudehe.settings import Settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import open_services

assert create_app  # all rooms are there


def played(home: Path, before_each: Callable[[Probe], None]) -> None:
    """Play the demo and the rest, calling `before_each` with every act that is about to be done."""
    services = open_services(
        Settings(
            data=home,
            database_url=f"sqlite:///{home / 'acts.sqlite'}",
            host="localhost:8000",
            country=None,
            https=False,
        )
    )
    migrate(services.database)

    class Watched(Stage):
        """A stage on which each act is looked at before it is done."""

        def act(self, person: Person, place: str, act: Act[Any], form: Any) -> str:
            before_each(Probe(self, person, place, act, form))
            return super().act(person, place, act, form)

    with services.database.write() as session:
        load_places(session, services.country)
        demo = Demo(session, services.country, services.blobs, SEED)
        watched = Watched(session, services.country, SEED)
        demo.stage = watched
        demo.play()
        play_the_rest(demo)
        session.rollback()
    services.database.close()
