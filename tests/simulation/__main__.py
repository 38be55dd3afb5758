"""Run the simulator by hand: python -m tests.simulation --seed N --minutes M --engine E."""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ENGINES
from tests.engines import postgres_cluster
from tests.simulation.simulating import Simulation


def main() -> None:
    """Simulate until the time is over, checking every hundred acts."""
    parser = argparse.ArgumentParser(prog="tests.simulation")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as home, _cluster(given.engine) as cluster:
        simulation = Simulation(Path(home), given.seed, cluster)
        end = time.monotonic() + given.minutes * 60
        while time.monotonic() < end:
            for _ in range(100):
                simulation.step()
            simulation.check()
            print(dict(simulation.tally), flush=True)


@contextmanager
def _cluster(engine: str) -> Iterator[str]:
    if engine == ENGINES[0]:
        yield ""
    else:
        with postgres_cluster() as cluster:
            yield cluster


if __name__ == "__main__":
    main()
