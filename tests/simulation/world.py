"""The world of a simulation: the demo's year in a database, and one real form of every act."""

import io
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import ubudehe.app  # noqa: F401 - all rooms are there
from tests.acts.plays import play_the_rest
from ubudehe.demo.demo import SEED, Demo
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import ACTS, Act
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
    ids: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    """Ids of things that there are, by place and by the name of a form's field that names them."""
    named: dict[str, list[str]] = field(default_factory=dict)
    """By type of act the names of fields that name what it makes."""
    kept: bool = True
    """Whether what is made now will be there."""
    _made: dict[UUID, str] = field(default_factory=dict)

    def add(self, person: Person, place: str, act: Act[Any], form: Any) -> None:
        """Keep one form, and learn from it what its fields name."""
        self.forms.setdefault(act.type, []).append((act, form, place, person.account))
        for name, value in form:
            if isinstance(value, UUID):
                of = self.named.setdefault(self._made.get(value, ""), [])
                of += [] if name in of else [name]

    def learn_ids(self) -> None:
        """Take the ids that stand in the forms so far as those that there are."""
        for kept in self.forms.values():
            for _, form, place, _ in kept:
                for name, value in form:
                    if isinstance(value, UUID):
                        self._know(place, name, value)

    def made(self, place: str, act: str, subject: str | None) -> None:
        """Take note that an act of a type made something: forms that name such things find it."""
        if subject is None:
            return
        try:
            id_ = UUID(subject)
        except ValueError:  # a month, or a code
            return
        self._made[id_] = act
        for name in self.named.get(act, ()) if self.kept else ():
            self._know(place, name, id_)

    def known(self, place: str, name: str) -> list[UUID]:
        """Return the ids that a field of this name may hold at a place, the newest last."""
        return self.ids.get((place, name), [])

    def _know(self, place: str, name: str, id_: UUID) -> None:
        known = self.ids.setdefault((place, name), [])
        if id_ not in known:
            known.append(id_)


def opened(home: Path, url: str) -> Services:
    """Open the server anew over the database at `url`, else one in `home`."""
    url = url or f"sqlite:///{home / 'simulated.sqlite'}"
    return open_services(
        Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
    )


def prepared(home: Path, url: str) -> Corpus:
    """Fill a database with the demo's year; return a form of every act."""
    services, corpus = opened(home, url), Corpus()
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
        demo = Demo(session, services.country, services.blobs, SEED)
        demo.stage = _kept(session, services, corpus)
        demo.play()
    corpus.learn_ids()
    with services.database.write() as session:
        demo.stage.session, corpus.kept = session, False
        play_the_rest(demo)  # for its forms alone
        session.rollback()
    corpus.kept = True
    with services.database.read() as session:
        for log in record_sizes(session):
            services.heads.sign(session, log)
    services.database.close()
    return corpus


def _kept(session: Any, services: Services, corpus: Corpus) -> Stage:
    class Kept(Stage):
        def act(self, person: Person, place: str, act: Act[Any], form: Any) -> str:
            corpus.add(person, place, act, form)
            receipt = act(self.desk(person, place), form)
            corpus.made(place, act.type, receipt.subject)
            return receipt.subject or ""

    return Kept(session, services.country, SEED)


class _Pickling(pickle.Pickler):
    """Acts are functions of this program: they are named, not kept."""

    def persistent_id(self, one: Any) -> str | None:
        """Return how an act is called; None for all else."""
        return one.type if isinstance(one, Act) else None


class _Unpickling(pickle.Unpickler):
    def persistent_load(self, name: Any) -> Any:
        """Return the act that is called so."""
        return ACTS[name]


def pickled(what: Any) -> bytes:
    """Return something in which acts may stand as bytes for another process of these tests."""
    target = io.BytesIO()
    _Pickling(target).dump(what)
    return target.getvalue()


def unpickled(content: bytes) -> Any:
    """Return what `pickled` made bytes of."""
    return _Unpickling(io.BytesIO(content)).load()
