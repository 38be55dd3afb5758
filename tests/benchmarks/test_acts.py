"""Recording an act: its cost at 100 and at 100,000 earlier acts, and against the bare database.

Everything is durable, on PostgreSQL too: its cluster here writes to the disk, unlike the tests'.
Acts and bare commits take turns, so that a busy disk slows both down.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests import engines
from tests.conftest import ENGINES, VILLAGE, Clock, World
from tests.record.logs import grow
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.places.loading import load_places
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.record.append import Event, Request, append, earlier_receipt, lock_log
from ubudehe.settings import Settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import open_services

ROUNDS, EACH = 20, 15
OLD = "43060101"
Act = Callable[[int], None]


@pytest.fixture(params=ENGINES)
def durable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A server with places and nobody in it, on a database that writes to the disk."""
    if request.param == "sqlite":
        yield from _world(f"sqlite:///{tmp_path / 'own.sqlite'}", tmp_path)
        return
    with engines.postgres_cluster(durable=True) as cluster:
        yield from _world(engines.fresh_database(cluster), tmp_path)


def _world(url: str, home: Path) -> Iterator[World]:
    settings = Settings(data=home, database_url=url, host="h", country=None, https=False)
    services = open_services(settings)
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
        session.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, t VARCHAR(100))"))
    yield World(services, Clock(), [])
    services.database.close()


def whole_act(world: World, log: str) -> Act:
    """An act as people do it: its right, its form, its own row, its event."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    person = Person(uuid4(), "x", "k", (Grant(Role.FACILITATOR, log, since.date()),))

    def do(number: int) -> None:
        with world.services.database.write() as session:
            desk = Desk(session, person, log, uuid4(), world.clock.now, world.services.country)
            add_need(desk, NeedForm(text=f"Need {number}"))

    return do


def record_alone(world: World, log: str) -> Act:
    """What the record adds to any act: lock, look for a repetition, leaf, nodes, sums."""

    def do(number: int) -> None:
        request = Request(
            log, uuid4(), "need.add", "facilitator", "k", None, world.clock.now, "", os.urandom
        )
        event = Event({"assembly": None}, {"text": f"Need {number}"}, "x", {"needs": 1})
        with world.services.database.write() as session:
            head = lock_log(session, log)
            assert earlier_receipt(head.driver, request) is None
            append(session, head, request, event)

    return do


def bare_row(world: World) -> Act:
    """One durable row of the same database, by the same library."""

    def do(_number: int) -> None:
        with world.services.database.engine.connect() as connection:
            insert = text("INSERT INTO bare SELECT coalesce(max(id), 0) + 1, :t FROM bare")
            connection.execute(insert, {"t": "x" * 80})
            connection.commit()

    return do


def medians(*acts: Act) -> list[float]:
    """Return the median seconds of each kind of act; they take turns."""
    times: list[list[float]] = [[] for _ in acts]
    for round_ in range(ROUNDS):
        for kind, act in enumerate(acts):
            for number in range(EACH):
                began = time.perf_counter()
                act(round_ * EACH + number)
                if round_:
                    times[kind].append(time.perf_counter() - began)
    return [statistics.median(one) for one in times]


def test_recording_an_act(durable: World, report: Callable[[str, str], None]) -> None:
    grow(durable, VILLAGE, 100)
    grow(durable, OLD, 100_000)
    old, young, alone, bare = medians(
        whole_act(durable, OLD),
        whole_act(durable, VILLAGE),
        record_alone(durable, VILLAGE),
        bare_row(durable),
    )
    engine = durable.services.database.engine.dialect.name
    report(
        f"an act at 100,000 earlier acts against one at 100, {engine}",
        f"{old / young:.2f} ({old * 1000:.2f} ms against {young * 1000:.2f} ms)",
    )
    for name, took in (("an act", young), ("the record's part of an act", alone)):
        report(
            f"{name}, durable, a second, against bare durable rows, {engine}",
            f"{bare / took:.2f} ({1 / took:.0f} against {1 / bare:.0f})",
        )
