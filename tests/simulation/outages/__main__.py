"""Run outages by hand: python -m tests.simulation.outages --fault power --engine postgresql."""

import argparse
import os
import signal
import sys
import time

from tests.conftest import ENGINES
from tests.simulation.outages import disks
from tests.simulation.outages.outages import FAULTS, Outages, stage


def main() -> None:
    """Let one kind of fault happen until so many acts were handed over."""
    parser = argparse.ArgumentParser(prog="tests.simulation.outages")
    parser.add_argument("--fault", choices=FAULTS, required=True)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--each", type=int, default=20, help="check everything each so many faults")
    parser.add_argument("--longest", type=float, default=1, help="seconds until something fails")
    given = parser.parse_args()
    if given.fault in ("power", "disk") and (why := disks.missing()):
        sys.exit(f"No disk of its own: {why}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # disks are unmounted
    print(f"{given.fault} on {given.engine}, seed {given.seed}", flush=True)
    began = time.monotonic()
    with stage(given.fault, given.engine) as made:
        outages = Outages(given.fault, made, given.seed, longest=given.longest)
        for _ in outages.run(given.acts, given.each):
            print(f"{time.monotonic() - began:.0f} s: {outages.told}", flush=True)


if __name__ == "__main__":
    main()
