"""Playing every act there is, in one database: the demo's year, then what it leaves out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ubudehe.app  # noqa: F401 - all rooms are there
from tests.acts.plays import play_the_rest
from tests.acts.probing import Probe
from tests.preparing import opened
from ubudehe.demo.demo import SEED, Demo
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person


def played(home: Path, url: str, before_each: Callable[[Probe], None]) -> None:
    """Play the demo and the rest, calling `before_each` with every act that is about to be done.

    `url` is the address of a migrated database with places; it is left as it was.
    """
    services = opened(url, home)

    class Watched(Stage):
        """A stage on which each act is looked at before it is done."""

        def act(self, person: Person, place: str, act: Act[Any], form: Any) -> str:
            before_each(Probe(self, person, place, act, form))
            return super().act(person, place, act, form)

    with services.database.write() as session:
        demo = Demo(session, services.country, services.blobs, SEED)
        watched = Watched(session, services.country, SEED)
        demo.stage = watched
        demo.play()
        play_the_rest(demo)
        session.rollback()
    services.database.close()
