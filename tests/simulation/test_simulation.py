"""A short simulation from one seed; other seeds are played by hand, for hours."""

from pathlib import Path

from tests.simulation.simulating import Simulation
from ubudehe.people.acts import ACTS

SEED, STEPS, ROUNDS = 7, 200, 2


def test_whatever_fails_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    simulation = Simulation(tmp_path, SEED)
    assert set(simulation.corpus.forms) == set(ACTS), "an act without a form to start from"
    try:
        for _ in range(ROUNDS):
            for _ in range(STEPS):
                simulation.step()
            simulation.check()
    except Exception as error:
        raise AssertionError(f"python -m tests.simulation --seed {SEED}") from error
