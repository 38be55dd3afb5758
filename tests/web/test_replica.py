"""Public pages are read from a replica that has all which is known, and else from the database."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, text

from tests import engines
from tests.client import Client
from tests.conftest import NEIGHBOUR, VILLAGE
from tests.shell import run_with
from tests.standby import Standby, standby_of
from ubudehe.app import create_app
from ubudehe.people.counter import Counter
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.places.loading import load_places
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.settings import Settings
from ubudehe.storage.replica import PAUSES, Following
from ubudehe.storage.schema import migrate
from ubudehe.web.services import KnownHeads, Newer, Services, open_services
from ubudehe.web.versions import Versions

_SOON = 10
_PAGE = f"/en/p/{VILLAGE}/projects"


@dataclass
class Nation:
    """Two processes that serve one database, which has a replica."""

    services: Services
    other: Services
    standby: Standby
    client: Client

    def write(self, text: str, services: Services, place: str = VILLAGE) -> None:
        """Write down a need as one of the two processes."""
        grants = (Grant(Role.FACILITATOR, place, date(2026, 1, 1)),)
        person, now = Person(uuid4(), "x", "k", grants), datetime.now(UTC)

        def desk(session: Session, person: Person, place: str, id_: object) -> Desk:
            return Desk(session, person, place, id_, now, services.country)  # type: ignore[arg-type]

        counter = Counter(services.database, desk, services.heads, services.versions.grew)
        form = NeedForm(text=text)
        counter.do(place, person, uuid4(), lambda desk: add_need(desk, form))

    def read(self) -> tuple[str, str]:
        """Return the page of the needs, made anew, and where it was read."""
        before = self.counted()
        page = self.client.get(f"{_PAGE}?page=1")
        assert page.status_code == 200, page.text
        after = self.counted()
        return page.text, " ".join(one for one in after if after[one] > before[one])

    def counted(self) -> dict[str, int]:
        """Return how often which server was read."""
        told = self.services.counters.all()
        return {one: told[f"replica {one}"] for one in Following}

    def wait(self, state: Following) -> None:
        """Wait until pages are read as they are in this state of the replica."""
        until = time.monotonic() + _SOON
        while self.read()[1] != state:
            assert time.monotonic() < until, (state, self.read()[1])
            time.sleep(0.3)


@pytest.fixture
def nation(tmp_path: Path) -> Iterator[Nation]:
    with engines.postgres_cluster() as url:
        settings = Settings(tmp_path, url, "localhost:8000", None, https=False)
        other = open_services(settings)
        migrate(other.database)
        with other.database.write() as session:
            load_places(session, other.country)
        with standby_of(url) as standby:
            services = open_services(replace(settings, replica_url=standby.url))
            client = Client(create_app(services), base_url="http://localhost:8000")
            with client:
                yield Nation(services, other, standby, client)
            services.database.close()
            assert services.replica
            services.replica.engine.dispose()
        other.database.close()


def read_and_broken_off(services: Services) -> list[str]:
    """Return which servers were asked for something, where the replica breaks off in the middle."""
    asked = []

    def work(near: Services) -> None:
        with near.database.read() as session:
            follows = session.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
            asked.append("replica" if follows else "database")
            if follows:
                session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    services.reading(work)
    return asked


def test_a_replica_is_read_where_it_has_what_is_known_and_passed_over_else(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAUSES, "away", 1)
    nation.write("First words", nation.services)
    nation.wait(Following.REACHED)
    assert "First words" in nation.read()[0]
    assert nation.client.get("/healthz").json()["replica"] == "reached"

    nation.standby.ask("SELECT pg_wal_replay_pause()")
    nation.write("Second words", nation.services)
    page, read = nation.read()
    assert "Second words" in page, "who wrote it was told that it is there"
    assert read == "behind"
    nation.standby.ask("SELECT pg_wal_replay_resume()")
    nation.wait(Following.REACHED)
    assert "Second words" in nation.read()[0]

    nation.standby.ask("SELECT pg_wal_replay_pause()")
    nation.write("Third words", nation.other)
    time.sleep(1)
    page, read = nation.read()
    assert "Third words" in page, "another process told it more than a second ago"
    assert read == "behind"
    health = nation.client.get("/healthz")
    assert (health.status_code, health.json()["replica"]) == (200, "behind")
    nation.standby.ask("SELECT pg_wal_replay_resume()")
    nation.wait(Following.REACHED)

    assert read_and_broken_off(nation.services) == ["replica", "database"]
    nation.wait(Following.REACHED)
    heads = KnownHeads(nation.services.heads, nation.services.versions)
    assert heads.last_signed(VILLAGE)
    heads = KnownHeads(nation.services.heads, Versions(nation.other.database))
    with pytest.raises(Newer):
        heads.last_signed(VILLAGE)  # of more than this process knows that the replica has

    nation.standby.signal(signal.SIGSTOP)
    began = time.monotonic()
    assert "Third words" in nation.read()[0]
    assert time.monotonic() - began < 4, "nobody waits for a server that stands still"
    began = time.monotonic()
    assert nation.read()[1] == "away"
    assert time.monotonic() - began < 1
    nation.standby.signal(signal.SIGCONT)
    nation.wait(Following.REACHED)

    nation.standby.signal(signal.SIGKILL)
    assert "Third words" in nation.read()[0]
    assert 'ubudehe_replica_readings_total{replica="away"}' in nation.client.get("/metrics").text
    nation.standby.start()
    nation.wait(Following.REACHED)

    nation.standby.ask("SELECT pg_promote()")
    nation.write("Fourth words", nation.services, NEIGHBOUR)
    page, read = nation.read()
    assert "Third words" in page
    assert read == "other", "it follows nobody any more"
    settings = {
        "UBUDEHE_DATA": str(nation.services.settings.data),
        "UBUDEHE_DATABASE_URL": nation.services.settings.database_url,
        "UBUDEHE_REPLICA_URL": nation.standby.url,
    }
    told = run_with(settings, "serve", "--port", "1")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert told.stderr.startswith("UBUDEHE_REPLICA_URL: what answers there follows no other")
