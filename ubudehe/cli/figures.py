"""`ubudehe figures`: make the figures of all places above villages anew."""

import argparse

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.speaking import tell
from ubudehe.openbooks.figures.renewing import renew_all
from ubudehe.settings import prove_folder, read_settings
from ubudehe.web.services import open_services


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.set_defaults(run=_figures)


def _figures(_arguments: argparse.Namespace) -> int:
    """Count every village and sum up every place anew; acts and pages go on meanwhile."""
    settings = read_settings()
    prove_folder(settings)
    services = open_services(settings)
    made = renew_all(services.database, services.country)
    services.database.close()
    tell(f"The figures of {made} records were counted, and the places above them summed.")
    return 0
