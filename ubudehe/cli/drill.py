"""`ubudehe drill`: restore a backup into a temporary folder, check it, clean up."""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.restore import check_restored
from ubudehe.cli.speaking import tell
from ubudehe.record.backups.opening import opened_backup
from ubudehe.record.backups.restoring import WillNotRestore, restore
from ubudehe.settings import read_settings
from ubudehe.storage.backups.files import Broken
from ubudehe.storage.backups.sealing import CannotSeal


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("files", nargs="+", metavar="FILE", help="a backup, and all it rests on")
    command.add_argument("--identity", type=Path, metavar="FILE", help="private key to read with")
    command.set_defaults(run=_drill)


def _drill(arguments: argparse.Namespace) -> int:
    began = datetime.now(UTC)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ubudehe-drill-") as name,
            opened_backup(arguments.files, arguments.identity) as backup,
        ):
            folder = Path(name)
            settings = replace(
                read_settings(),
                data=folder,
                database_url=f"sqlite:///{folder / 'ubudehe.sqlite'}",
                host=backup.manifest.said["host"],
                witnesses=folder / "policy",
            )
            done = restore(backup, settings, None, began)
            tell(f"{done.proved.records} records with {done.proved.events} events are restored.")
            code = check_restored(settings)
    except (Broken, CannotSeal, WillNotRestore) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    seconds = int((datetime.now(UTC) - began).total_seconds())
    tell(f"The drill took {seconds} seconds; nothing of it is left.")
    return code
