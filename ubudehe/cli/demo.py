"""`ubudehe demo`: fill an empty database with villages' last twelve months."""

import argparse
import json
from dataclasses import asdict

from sqlmodel import select

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import day, tell
from ubudehe.demo.demo import DemoSignIn, fill_with_demo
from ubudehe.language.dates import day_of
from ubudehe.language.phones import format_phone
from ubudehe.people.tables import Account
from ubudehe.storage.vault import Keyring

SIGN_INS = "demo-sign-ins.json"
"""A file of the data folder: who can sign in to the demo."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("--once", action="store_true", help="do nothing where there is data")
    command.add_argument(
        "--day",
        type=day,
        metavar="YYYY-MM-DD",
        help="let the demo end on the eve of this day, not of today",
    )
    command.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    today = day_of(services.clock(), services.country.zone)
    if arguments.day and arguments.day > today:
        tell("This day is still to come.")
        return 1
    path = services.settings.data / SIGN_INS
    with services.database.read() as session:
        taken = session.exec(select(Account.id)).first() is not None
    if taken and not arguments.once:
        tell("There is data already; the demo goes only into an empty database.")
        return 1
    if not taken:
        sign_ins, logs = fill_with_demo(
            services.database,
            services.country,
            services.blobs,
            today=arguments.day or today,
            keyring=Keyring(services.secret, services.vault),
        )
        path.touch(mode=0o600)
        path.write_text(json.dumps([asdict(one) for one in sign_ins]), "utf-8")
        with services.database.read() as session:
            for log in sorted(logs):
                services.heads.sign(session, log)
    services.database.close()
    if path.exists():
        tell("Demo sign-ins (made at random on this machine):")
        for one in json.loads(path.read_text("utf-8")):
            _show(DemoSignIn(**one))
    return 0


def _show(one: DemoSignIn) -> None:
    tell(f"  {one.role:18}{one.place:10}{format_phone(one.phone)}   PIN {one.pin}   {one.name}")
