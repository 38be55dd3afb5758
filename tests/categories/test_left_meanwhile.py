"""Who leaves or comes back while a later round goes on is counted by the round in force."""

import pytest
from alembic import command
from sqlalchemy import text

from tests.categories.test_round import HERE, decide_all, homes, made_final, round_in_meeting
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.record.append import total
from ubudehe.storage.schema import alembic_config

pytestmark = pytest.mark.both_engines


def counted(world: World) -> tuple[int, int]:
    """Return how many households are classified, and how many there are."""
    with world.services.database.read() as session:
        return total(session, VILLAGE, "classified"), total(session, VILLAGE, "households")


def moves(world: World, visitor: Visitor, home: str) -> None:
    day = world.clock.now.date()
    on = {
        f"happened_on.{part}": str(getattr(day, name))
        for part, name in (("y", "year"), ("m", "month"), ("d", "day"))
    }
    visitor.done(f"{HERE}/households/{home}/event", {"kind": "moved", "where_to": "Huye", **on})


def in_a_second_round(world: World) -> tuple[Visitor, list[str]]:
    """Return a facilitator whose village decides anew, after a round that is final."""
    there = homes(made_final(world, "2015", "2:has_house"))
    visitor, _ = round_in_meeting(world)
    return visitor, there


def test_who_left_and_came_back_meanwhile(world: World) -> None:
    visitor, there = in_a_second_round(world)
    classified, households = counted(world)
    decide_all(visitor, "1:no_house")
    moves(world, visitor, there[0])
    assert counted(world) == (classified - 1, households - 1)
    visitor.done(f"{HERE}/households/{there[1]}/void", {"why": "mistake", "reason": "Nobody."})
    assert counted(world) == (classified - 2, households - 2)
    assert faults_of_grown(world) == []
    visitor.done(f"{HERE}/households/{there[1]}/restore", {"reason": "It was right."})
    assert counted(world) == (classified - 1, households - 1)
    assert faults_of_grown(world) == []


def test_an_old_database_learns_who_had_left(world: World) -> None:
    visitor, there = in_a_second_round(world)
    moves(world, visitor, there[0])
    right = counted(world)
    database = world.services.database
    with database.write() as session:
        session.execute(
            text("UPDATE total SET value = value + 1 WHERE log = :log AND measure = 'classified'"),
            {"log": VILLAGE},
        )
        session.execute(text("UPDATE alembic_version SET version_num = '0056'"))
        session.execute(text("UPDATE log_head SET figured = size"))
    config = alembic_config(database)
    command.upgrade(config, "0058")
    command.stamp(config, "head")
    assert counted(world) == right
    with database.read() as session:
        ahead = "SELECT log FROM log_head WHERE figured = 0 AND size > 0"
        assert VILLAGE in session.execute(text(ahead)).scalars().all()
    assert faults_of_grown(world) == []
