"""The world of a simulation: the demo's year in a database, and one real form of every act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import ubudehe.app  # noqa: F401 - all rooms are there
from tests.acts.plays import play_the_rest
from ubudehe.demo.demo import SEED, Demo
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person
from ubudehe.places.loading import load_places
from ubudehe.record.queries import record_sizes
from ubudehe.settings import Settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services


@dataclass
class Corpus:
    """Forms that were once right, by type of act; who did what where."""

    forms: dict[str, list[tuple[Act[Any], Any, str, UUID]]] = field(default_factory=dict)

    def add(self, person: Person, place: str, act: Act[Any], form: Any) -> None:
        """Keep one form."""
        self.forms.setdefault(act.type, []).append((act, form, place, person.account))

    def ids(self) -> dict[str, list[UUID]]:
        """Return the ids that stand in forms, by the name of the field."""
        found: dict[str, dict[UUID, None]] = {}
        for kept in self.forms.values():
            for _, form, _, _ in kept:
                for name, value in form:
                    if isinstance(value, UUID):
                        found.setdefault(name, {})[value] = None
        return {name: list(values) for name, values in sorted(found.items())}


def opened(home: Path) -> Services:
    """Open the server anew over what lies in `home`."""
    url = f"sqlite:///{home / 'simulated.sqlite'}"
    return open_services(
        Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
    )


def prepared(home: Path) -> Corpus:
    """Fill a database with the demo's year; return a form of every act."""
    services, corpus = opened(home), Corpus()
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
        demo = Demo(session, services.country, services.blobs, SEED)
        demo.stage = _kept(session, services, corpus.add)
        demo.play()
    with services.database.write() as session:
        demo.stage.session = session
        play_the_rest(demo)  # for its forms alone
        session.rollback()
    with services.database.read() as session:
        for log in record_sizes(session):
            services.heads.sign(session, log)
    services.database.close()
    return corpus


def _kept(session: Any, services: Services, keep: Callable[..., None]) -> Stage:
    class Kept(Stage):
        def act(self, person: Person, place: str, act: Act[Any], form: Any) -> str:
            keep(person, place, act, form)
            return super().act(person, place, act, form)

    return Kept(session, services.country, SEED)
