"""A queue has as many pages as it needs, and each of its lines can be opened."""

import re
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import DISTRICT, VILLAGE, World
from ubudehe.categories.data_requests.tables import DataRequest
from ubudehe.households.duplicates.tables import DuplicateCase
from ubudehe.households.tables import Household

MANY = 31


@pytest.fixture
def homes(world: World) -> list[UUID]:
    """The first households of the village, by their numbers."""
    with world.services.database.read() as session:
        return list(
            session.exec(
                select(Household.id).where(Household.village == VILLAGE).order_by(Household.number)  # type: ignore[arg-type]
            )
        )


@pytest.mark.both_engines
def test_requests_about_data(world: World, homes: list[UUID]) -> None:
    world.tampered = True
    with world.services.database.write() as session:
        session.add_all(
            DataRequest(
                id=UUID(int=number),
                village=VILLAGE,
                number=number,
                household=homes[0],
                kind="access",
                words="Please.",
                filed_at=world.clock.now,
                due=date(2026, 7, 1),
            )
            for number in range(1, MANY + 1)
        )
    queue, lines = f"/en/work/{DISTRICT}/requests", f"/en/work/{VILLAGE}/requests"
    assert _last_line_opens(world, "data_protection", queue, lines)


def test_possible_duplicates(world: World, homes: list[UUID]) -> None:
    world.tampered = True
    with world.services.database.write() as session:
        session.add_all(
            DuplicateCase(
                id=UUID(int=number),
                village=VILLAGE,
                household=homes[number],
                other_village=VILLAGE,
                other=homes[0],
                signs=["name"],
                found_at=world.clock.now,
            )
            for number in range(1, MANY + 1)
        )
    queue = f"/en/work/{DISTRICT}/duplicates"
    assert _last_line_opens(world, "district_officer", queue, queue)


def _last_line_opens(world: World, role: str, queue: str, lines: str) -> bool:
    """Tell whether one line is left for the second page, and leads to what it is about."""
    officer = world.signed_in(role, DISTRICT)
    first = re.findall(rf'href="({lines}/[0-9a-f-]{{36}})"', officer.get(queue))
    (after,) = re.findall(r'href="(\?after=\d+)"', officer.get(queue))
    (left,) = re.findall(rf'href="({lines}/[0-9a-f-]{{36}})"', officer.get(f"{queue}{after}"))
    return len(first) == MANY - 1 and left not in first and bool(officer.get(left))
