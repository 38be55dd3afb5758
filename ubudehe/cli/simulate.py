"""`ubudehe simulate`: make the load of a district, to measure with."""

import argparse
import time

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import between, tell
from ubudehe.demo.district import play_district, villages_of


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument(
        "--villages", type=between(1, 100_000), required=True, help="how many villages"
    )
    command.add_argument(
        "--seed",
        type=between(0, 10**12 - 1),
        default=1,
        help="the same seed makes the same records",
    )
    command.add_argument("--district", default="22", help="the code of the district")
    command.set_defaults(run=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    """Make what is missing, village by village; run again, it goes on where it stopped."""
    services = prepared_services()
    with services.database.read() as session:
        codes = villages_of(session, arguments.district, services.country, arguments.villages)
    if len(codes) < arguments.villages:
        tell(f"The district has only {len(codes)} villages.")
    begun, made = time.monotonic(), 0
    for code, logs in play_district(
        services.database, services.country, services.blobs, codes, arguments.seed
    ):
        with services.database.read() as session:
            for log in sorted(logs):
                services.heads.sign(session, log)
        made += 1
        tell(f"{code}: {made} made, {(time.monotonic() - begun) / made:.1f} s each")
    services.database.close()
    tell(f"{len(codes)} villages, {made} of them new.")
    return 0
