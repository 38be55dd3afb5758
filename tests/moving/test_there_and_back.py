"""From a laptop to the district and back: every row and proof, on both engines."""

from pathlib import Path

import pytest

from tests.conftest import World
from tests.moving.servers import close, district, faults_of, sent, taken
from tests.preparing import Prepared


@pytest.mark.both_engines
def test_a_village_goes_to_the_district_and_comes_back(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    laptop = world.services
    laptop.publisher.step(world.clock.now)
    there = district(prepared, world, tmp_path / "district")
    file, told = sent(laptop, there)
    done = taken(there, file)
    assert (done.size, done.people) == (told.size, told.people)
    assert faults_of(there) == []
    assert faults_of(laptop) == []
    close(there, prepared)
