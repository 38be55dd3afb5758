"""`ubudehe clear`: clear away what is kept for a time alone, and tell what it was."""

import argparse

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.speaking import tell
from ubudehe.keeping import clear
from ubudehe.settings import prove_folder, read_settings
from ubudehe.web.services import open_services


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.set_defaults(run=_clear)


def _clear(_arguments: argparse.Namespace) -> int:
    """Clear what is over; 1 where something could not be cleared."""
    settings = read_settings()
    prove_folder(settings)
    services = open_services(settings)
    failed = 0
    for what, many in clear(services.clearing):
        failed += many is None
        tell(f"{what}: {'not cleared, see the log' if many is None else many}")
    services.database.close()
    return 1 if failed else 0
