"""An older database is counted as a new one: appeals by quarter, coverage as of the last list."""

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text

from tests.categories.test_appeals import filed
from tests.categories.test_left_meanwhile import moves
from tests.categories.test_round import HANDS, HERE, homes, made_final, posted
from tests.conftest import CELL, VILLAGE, World, faults_of_grown
from ubudehe.storage.schema import alembic_config

OLD = """INSERT INTO total (log, measure, value)
    SELECT log, 'appeals:cell:up:rejected', 1 FROM total WHERE measure = 'appeals:20262'"""


def sums(world: World, like: str) -> dict[tuple[str, str], int]:
    """Return the running sums of all places whose measure begins so."""
    query = text("SELECT log, measure, value FROM total WHERE measure LIKE :like AND value <> 0")
    with world.services.database.read() as session:
        rows = session.execute(query, {"like": f"{like}%"}).all()
    return {(log, measure): value for log, measure, value in rows}


def upgraded(world: World) -> None:
    """Bring the database of a world to the newest tables, from the version before this."""
    database = world.services.database
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0068'"))
    config = alembic_config(database)
    command.upgrade(config, "0069")
    command.stamp(config, "head")


@pytest.mark.both_engines
def test_appeals_of_an_older_database_are_counted_by_quarter(world: World) -> None:
    visitor, _ = posted(world)
    here, there = homes(visitor)[:2]
    visitor.done(filed(visitor, here), {**HANDS, "reason": "The assembly saw the house."})
    path = filed(visitor, there, "3")
    world.clock.now += timedelta(days=20)
    cell = world.signed_in("cell_secretary", CELL)
    cell.done(path, {"outcome": "rejected", "reason": "The neighbours say otherwise."})
    right = sums(world, "appeals")
    assert (VILLAGE, "appeals:20263:cell:up:rejected") in right
    assert (VILLAGE, "appeals:20263:village:up:silent") in right, "counted when it is written down"
    with world.services.database.write() as session:
        session.execute(text(OLD))
        for new in ("appeals:2026%", "listed%"):
            session.execute(text("DELETE FROM total WHERE measure LIKE :new"), {"new": new})
    upgraded(world)
    assert sums(world, "appeals") == right
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_coverage_stays_as_it_was_when_the_list_became_final(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    before = sums(world, "listed")
    assert before[VILLAGE, "listed"] == before[VILLAGE, "listed_of"] > 0
    moves(world, visitor, homes(visitor)[0])
    assert sums(world, "listed") == before, "who left had a category, or had not: nobody can tell"
    assert faults_of_grown(world) == []
    with world.services.database.write() as session:
        session.execute(text("UPDATE total SET value = value + 1 WHERE measure = 'listed_of'"))
    assert any("sum" in str(fault).lower() for fault in faults_of_grown(world)), HERE
