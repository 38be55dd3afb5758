"""`ubudehe keys`: let a new key sign, end an old one."""

import argparse
from collections.abc import Callable
from datetime import datetime

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.record.heads import NATIONAL, Heads, WillNotSign
from ubudehe.record.rotation import revoke_key, rotate_key
from ubudehe.storage.engine import Database


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    steps = command.add_subparsers(required=True, metavar="WHAT")
    steps.add_parser("rotate", help="let a new key sign beside the old").set_defaults(run=_rotate)
    steps.add_parser("revoke", help="end and destroy the oldest key").set_defaults(run=_revoke)


def _rotate(_arguments: argparse.Namespace) -> int:
    return _change_keys(
        rotate_key, "A new key signs beside the old one; {} logs tell so.", "key.rotate"
    )


def _revoke(_arguments: argparse.Namespace) -> int:
    return _change_keys(revoke_key, "The oldest key is destroyed; {} logs tell so.", "key.revoke")


def _change_keys(change: Callable[[Database, Heads, datetime], int], done: str, event: str) -> int:
    services = prepared_services()
    try:
        told = change(services.database, services.heads, services.clock())
    except WillNotSign as error:
        tell(f"The record of {error} does not continue what was signed. Run: ubudehe check")
        return 1
    except ValueError as error:
        tell(f"Not done: {error}.")
        return 1
    finally:
        services.database.close()
    services.security.note(event, services.clock(), logs=told)
    tell(done.format(told))
    for vkey in services.heads.vkeys(NATIONAL):
        tell(f"  {vkey}")
    return 0
