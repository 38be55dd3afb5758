"""Recording an act: its cost at 100 and at 100,000 earlier acts, and against the bare database."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text

from tests.conftest import VILLAGE, World
from tests.record.logs import grow
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.projects.needs.actions import NeedForm, add_need

TIMES = 60


def act_times(world: World, log: str) -> list[float]:
    """Return the seconds that acts take, each durable before the next begins."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    person = Person(uuid4(), "x", "k", (Grant(Role.FACILITATOR, log, since.date()),))
    country, times = world.services.country, []
    for number in range(TIMES):
        began = time.perf_counter()
        with world.services.database.write() as session:
            desk = Desk(session, person, log, uuid4(), world.clock.now, country)
            add_need(desk, NeedForm(text=f"Need {number}"))
        times.append(time.perf_counter() - began)
    return times[10:]


def bare_commits(world: World) -> list[float]:
    """Return the seconds that one durable row takes in the same database."""
    times = []
    with world.services.database.engine.connect() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, t VARCHAR(100))"))
        connection.commit()
        for number in range(TIMES):
            began = time.perf_counter()
            connection.execute(
                text("INSERT INTO bare VALUES (:n, :t)"), {"n": number, "t": "x" * 80}
            )
            connection.commit()
            times.append(time.perf_counter() - began)
    return times[10:]


def test_recording_an_act(empty_world: World, report: Callable[[str, str], None]) -> None:
    grow(empty_world, VILLAGE, 100)
    grow(empty_world, "43060101", 100_000)
    young = statistics.median(act_times(empty_world, VILLAGE))
    old = statistics.median(act_times(empty_world, "43060101"))
    bare = statistics.median(bare_commits(empty_world))
    engine = empty_world.services.database.engine.dialect.name
    report(
        f"an act at 100,000 earlier acts against one at 100, {engine}",
        f"{old / young:.2f} ({old * 1000:.1f} ms against {young * 1000:.1f} ms)",
    )
    report(
        f"a durable row of the bare database against an act, {engine}",
        f"{bare / young:.2f} ({bare * 1000:.2f} ms)",
    )
