"""Run the simulator by hand: python -m tests.simulation --seed N --minutes M."""

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.simulation.simulating import Simulation


def main() -> None:
    """Simulate until the time is over, checking every forty acts."""
    parser = argparse.ArgumentParser(prog="tests.simulation")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--minutes", type=float, default=2)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as home:
        simulation = Simulation(Path(home), given.seed)
        end = time.monotonic() + given.minutes * 60
        while time.monotonic() < end:
            for _ in range(40):
                simulation.step()
            simulation.check()
            print(dict(simulation.tally), flush=True)


if __name__ == "__main__":
    main()
