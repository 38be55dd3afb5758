"""A short simulation from a fresh seed, which is told where it fails; hours are played by hand."""

import os
from pathlib import Path

from tests.simulation.conftest import Peopled
from tests.simulation.simulating import Simulation
from ubudehe.people.acts import ACTS

STEPS, ROUNDS = 100, 4


def test_whatever_fails_nothing_acknowledged_is_lost(tmp_path: Path, peopled: Peopled) -> None:
    seed = int.from_bytes(os.urandom(4))
    simulation = Simulation(tmp_path, seed, made=peopled(tmp_path))
    assert set(simulation.corpus.forms) == set(ACTS), "an act without a form to start from"
    try:
        for _ in range(ROUNDS):
            for _ in range(STEPS):
                simulation.step()
            simulation.check()
    except Exception as error:
        raise AssertionError(f"python -m tests.simulation --seed {seed}") from error
