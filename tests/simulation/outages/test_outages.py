"""A few outages of each kind from a fresh seed, told where it fails; ten thousand acts by hand."""

import os

import pytest

from tests.simulation.conftest import Peopled
from tests.simulation.outages import disks
from tests.simulation.outages.outages import APP, DISK, POWER, Outages, stage

ACTS, SECONDS = 60, 0.5
_NO_DISK = pytest.mark.skipif(bool(disks.missing()), reason=disks.missing())


@pytest.mark.parametrize(
    "fault", [APP, pytest.param(POWER, marks=_NO_DISK), pytest.param(DISK, marks=_NO_DISK)]
)
def test_what_was_told_stands_after(fault: str, peopled: Peopled) -> None:
    seed = int.from_bytes(os.urandom(4))
    with stage(fault, "sqlite", megabytes=128) as made:
        outages = Outages(fault, made, seed, peopled(made.home), SECONDS)
        try:
            assert list(outages.run(ACTS, each=ACTS))
        except Exception as error:
            raise AssertionError(
                f"python -m tests.simulation.outages --fault {fault} --seed {seed}"
            ) from error
    assert outages.people.tally["done"]
