"""The stage of all tests: the real app over a real database, on both engines.

A migrated database and one with the demo are made once per engine and cloned for each test.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Response
from hypothesis import settings
from starlette.testclient import TestClient

from tests import engines
from ubudehe.app import create_app
from ubudehe.checking import Replayer
from ubudehe.demo.demo import DemoSignIn, fill_with_demo
from ubudehe.places.loading import load_places
from ubudehe.record.queries import record_sizes
from ubudehe.settings import Settings
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # a slow machine is no fault of the code

Typed = Mapping[str, object]
Files = Mapping[str, tuple[str, bytes, str]] | None
ENGINES = ("sqlite", "postgresql")
_BY_TWO = re.compile(
    "/(close|void|annul|amend|grants/new|categories/cancel|compare|statement)$|/work/people/[0-9]*$"
)
"""Pages on which the one who stands beside shows their PIN as well, if nothing else is typed."""
EACH = bool(os.environ.get("UBUDEHE_REPLAY_EACH"))
"""Whether the record is replayed at the end of every test; those that alter rows then fail."""
DEMO_NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
VILLAGE, CELL, DISTRICT = "22120308", "221203", "22"


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = DEMO_NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Prepared:
    """A migrated database with the places, and the same with the demo, to be cloned."""

    blank: str
    played: str
    blobs: Path
    sign_ins: list[DemoSignIn]
    cluster: str = ""


@dataclass
class World:
    """One test's own server."""

    services: Services
    clock: Clock
    sign_ins: list[DemoSignIn]
    clients: list[TestClient] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    """How large each record was at the start."""
    tampered: bool = False
    """Whether the test changes rows behind the record's back, so that they need not fit it."""

    def client(self) -> TestClient:
        """Return a visitor without cookies."""
        app = create_app(self.services)
        client = TestClient(app, base_url="http://localhost:8000", follow_redirects=False)
        self.clients.append(client)
        return client

    def find(self, role: str, place: str) -> DemoSignIn:
        """Return who holds a role at a place in the demo."""
        return next(one for one in self.sign_ins if one.role == role and one.place == place)

    def _beside(self, role: str, place: str) -> DemoSignIn | None:
        """Return who stands beside somebody where two must agree."""
        others = [one for one in self.sign_ins if one.place == place and one.role != role]
        if role == "administrator":
            others = [one for one in self.sign_ins if one.role == role][1:]
        by_role = {one.role: one for one in others}
        return by_role.get("chair") or by_role.get("facilitator") or by_role.get("administrator")

    def signed_in(self, role: str, place: str) -> "Visitor":
        """Return a visitor who has signed in."""
        visitor = Visitor(self.client(), self._beside(role, place))
        one = self.find(role, place)
        answer = visitor.send("/en/sign-in", {"phone": one.phone, "pin": one.pin})
        assert answer.status_code == 303, answer.text
        return visitor


class Visitor:
    """Somebody with a browser: gets pages, fills in forms with what they hold already."""

    def __init__(self, client: TestClient, beside: DemoSignIn | None = None) -> None:
        self.client = client
        self.beside = beside

    def get(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the last form on a page."""
        page = self.get(path)
        form = page[page.rindex('<form method="post"') :]
        return dict(re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form))

    def send(self, path: str, typed: Typed, files: Files = None) -> Response:
        """Fill in the form on a page and send it; return the answer."""
        second: dict[str, object] = {}
        if self.beside and _BY_TWO.search(path) and "second_phone" in self.get(path):
            second = {"second_phone": self.beside.phone, "second_pin": self.beside.pin}
        return self.client.post(path, data={**self.fields(path), **second, **typed}, files=files)

    def done(self, path: str, typed: Typed, files: Files = None) -> str:
        """Send a form that must be accepted; return where it leads."""
        answer = self.send(path, typed, files)
        assert answer.status_code == 303, (path, answer.status_code, _problems(answer.text))
        return str(answer.headers["location"])

    def refused(self, path: str, typed: Typed, files: Files = None) -> str:
        """Send a form that must be refused with a message; return the page."""
        answer = self.send(path, typed, files)
        assert 400 <= answer.status_code < 500, (path, answer.status_code, answer.text[:500])
        assert 'role="alert"' in answer.text
        return str(answer.text)


def _problems(page: str) -> list[str]:
    return re.findall(r'class="(?:wrong|bad)"[^>]*>(.*?)</', page, re.DOTALL)


@pytest.fixture(scope="session", params=ENGINES)
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prepared]:
    """Make the databases that tests clone."""
    home = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        cluster = ""
        if request.param == "postgresql":
            cluster = stack.enter_context(engines.postgres_cluster())
            blank, played = engines.fresh_database(cluster), ""
        else:
            blank, played = (
                f"sqlite:///{home / 'blank.sqlite'}",
                f"sqlite:///{home / 'played.sqlite'}",
            )
        services = _services(blank, home)
        migrate(services.database)
        with services.database.write() as session:
            load_places(session, services.country)
        services.database.close()
        played = _clone(blank, cluster, home / "played.sqlite")
        services = _services(played, home)
        sign_ins, _ = fill_with_demo(services.database, services.country, services.blobs)
        services.database.close()
        yield Prepared(blank, played, home / "blobs", sign_ins, cluster)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(prepared: Prepared, tmp_path: Path, clock: Clock) -> Iterator[World]:
    """A server with the demo in it."""
    yield from _world(prepared, prepared.played, tmp_path, clock)


@pytest.fixture
def empty_world(prepared: Prepared, tmp_path: Path, clock: Clock) -> Iterator[World]:
    """A server with places and nobody in it."""
    yield from _world(prepared, prepared.blank, tmp_path, clock)


def _world(prepared: Prepared, source: str, home: Path, clock: Clock) -> Iterator[World]:
    url = _clone(source, prepared.cluster, home / "own.sqlite")
    services = replace(_services(url, home), clock=clock)
    if prepared.blobs.exists():
        shutil.copytree(prepared.blobs, home / "blobs", dirs_exist_ok=True)
    world = World(services, clock, prepared.sign_ins)
    with services.database.read() as session:
        world.sizes = record_sizes(session)
    try:
        yield world
        if EACH and not world.tampered:
            faults = faults_of_grown(world)
            assert not faults, "\n".join(faults)
    finally:
        services.database.close()
        if prepared.cluster:
            engines.drop_database(url)


def faults_of_grown(world: World) -> list[str]:
    """Return where rows of records that grew differ from what they say."""
    with world.services.database.read() as session:
        now = record_sizes(session)
        grown = [log for log, size in now.items() if world.sizes.get(log) != size]
        if not grown:
            return []
        replayer = Replayer(session, world.services.country)
        return [fault.told("en") for log in grown for fault in replayer.faults(log)]


def _services(url: str, home: Path) -> Services:
    return open_services(
        Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
    )


def _clone(url: str, cluster: str, path: Path) -> str:
    if cluster:
        return engines.fresh_database(cluster, template=url)
    database = Database(url)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    shutil.copy(url.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"
