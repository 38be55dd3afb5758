"""`ubudehe simulate`: make the load of a district or a country, to measure with."""

import argparse
import time

from sqlmodel import select

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.demo import SIGN_INS
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import between, tell
from ubudehe.demo.district import play_district, villages_of
from ubudehe.people.tables import Account
from ubudehe.record.queries import record_sizes

_MADE_HERE = "simulated"
"""A file of the data folder: the villages in this database are invented."""


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
    command.add_argument(
        "--district", default="", help="the code of a district or another place; else all of them"
    )
    command.add_argument(
        "--households", type=between(8, 5_000), help="in each village; else 8 to 14"
    )
    command.set_defaults(run=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    """Make what is missing, village by village; run again, it goes on where it stopped."""
    services = prepared_services()
    data = services.settings.data
    with services.database.read() as session:
        taken = session.exec(select(Account.id)).first() is not None
        villages = villages_of(session, arguments.district, services.country, arguments.villages)
        left = len(villages) - len(record_sizes(session).keys() & {code for _, code in villages})
    if len(villages) < arguments.villages:
        tell(f"There are only {len(villages)} villages.")
    if not villages:
        return 1
    if taken and not any((data / name).exists() for name in (_MADE_HERE, SIGN_INS)):
        tell("There is data already; invented villages go only where all villages are invented.")
        return 1
    (data / _MADE_HERE).touch(mode=0o600)
    begun, made = time.monotonic(), 0
    played = play_district(
        services.database,
        services.country,
        services.blobs,
        villages,
        arguments.seed,
        arguments.households,
    )
    for code, logs in played:
        with services.database.read() as session:
            for log in sorted(logs):
                services.heads.sign(session, log)
        made += 1
        each = (time.monotonic() - begun) / made
        hours = each * (left - made) / 3600
        tell(f"{code}: {made} of {left}, {each:.1f} s each, {hours:.1f} h to go")
    services.database.close()
    tell(f"{len(villages)} villages, {made} of them new.")
    return 0
