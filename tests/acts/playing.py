"""Playing every act there is, in one database: the demo's year, then what it leaves out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ubudehe.app  # noqa: F401 - all rooms are there
from tests.acts.plays import play_the_rest
from tests.acts.probing import Probe
from tests.preparing import opened
from ubudehe.demo.demo import SEED, Demo, DemoSignIn
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person


def played(home: Path, url: str, before_each: Callable[[Probe], None]) -> list[DemoSignIn]:
    """Play the demo and the rest, calling `before_each` with every act that is about to be done.

    `url` is the address of a migrated database with places. Returns who can sign in to the demo.
    """
    services = opened(url, home)

    class Watched(Stage):
        """A stage on which each act is looked at before it is done."""

        def act(self, person: Person, place: str, act: Act[Any], form: Any) -> str:
            before_each(Probe(self, person, place, act, form))
            done = super().act(person, place, act, form)
            # As on a server: all in one transaction, PostgreSQL takes five times as long.
            self.session.commit()
            return done

    with services.database.write() as session:
        demo = Demo(session, services.country, services.blobs, SEED)
        watched = Watched(session, services.country, SEED)
        demo.stage = watched
        demo.play()
        play_the_rest(demo)
    services.database.close()
    return demo.sign_ins
