"""Sums above a village add what is published for each village, and nothing else."""

import random

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.conftest import World
from ubudehe.openbooks.queries import villages_with_record
from ubudehe.openbooks.sums import sums_below, sums_of
from ubudehe.places.tables import Place
from ubudehe.record.rules.suppression import shown, shown_coverage
from ubudehe.record.tables import LogHead, Total

SECTOR = "2212"


def _filled(world: World, seed: int) -> dict[str, tuple[int, int]]:
    """Give every village of a sector some households, few or many; return them by village."""
    chance = random.Random(seed)
    with world.services.database.write() as session:
        found = session.exec(
            select(Place.code).where(Place.level == "village", Place.code.startswith(SECTOR))
        ).all()
        counts = {}
        for code in found:
            households = chance.choice((0, 1, 4, 5, 6, 9, 10, 40, 190))
            counts[code] = (chance.randint(0, households), households)
            session.add(LogHead(log=code, size=1, changed=0))
            session.add(Total(log=code, measure="listed", value=counts[code][0]))
            session.add(Total(log=code, measure="listed_of", value=households))
            session.add(Total(log=code, measure="households", value=households))
    return counts


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", range(4))
def test_sums_add_what_each_village_publishes(empty_world: World, seed: int) -> None:
    counts = _filled(empty_world, seed)
    country = empty_world.services.country
    with empty_world.services.database.read() as session:
        by_cell = sums_below(session, SECTOR, 6, country)
        by_village = sums_below(session, SECTOR, country.village_length, country)
        whole = sums_of(session, SECTOR, country)
    for code, (classified, households) in counts.items():
        assert by_village[code].households == (shown(households) or None)
        assert by_village[code].coverage == shown_coverage(classified, households)
    assert whole.households == sum(sums.households or 0 for sums in by_village.values())
    assert whole.households == sum(sums.households or 0 for sums in by_cell.values())
    published = [sums.coverage for sums in by_village.values() if sums.coverage]
    assert whole.coverage is not None
    assert whole.coverage.classified == sum(one.classified for one in published)
    assert whole.coverage.registered == sum(one.registered for one in published)


def test_the_list_of_villages_costs_two_queries(empty_world: World) -> None:
    counts = _filled(empty_world, 0)
    asked: list[str] = []
    engine = empty_world.services.database.engine

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with empty_world.services.database.read() as session:
        event.listen(engine, "before_cursor_execute", note)
        found = villages_with_record(session, empty_world.services.country)
        event.remove(engine, "before_cursor_execute", note)
    assert [one["code"] for one in found] == sorted(counts)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2
