"""`ubudehe restore`: restore a backup into an empty place."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.checking import check_everything
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.language.phones import find_personal_data
from ubudehe.places.reading import load_country
from ubudehe.record.backups.opening import opened_backup
from ubudehe.record.backups.restoring import WillNotRestore, restore
from ubudehe.record.check_results import keep_result
from ubudehe.settings import Settings, read_settings
from ubudehe.storage.backups.files import Broken
from ubudehe.storage.backups.sealing import CannotSeal
from ubudehe.storage.security_log import SecurityLog, counters_of

_LONGEST = 400


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("files", nargs="+", metavar="FILE", help="a backup, and all it rests on")
    command.add_argument("--identity", type=Path, metavar="FILE", help="private key to read with")
    command.add_argument(
        "--roll-back",
        metavar="REASON",
        help="lose what was signed after the backup; the reason is written into the records",
    )
    command.set_defaults(run=_restore)


def _restore(arguments: argparse.Namespace) -> int:
    settings, reason = read_settings(), arguments.roll_back
    if reason is not None and not 0 < len(reason.strip()) <= _LONGEST:
        sys.stderr.write(f"The reason is a sentence of at most {_LONGEST} letters.\n")
        return 2
    if reason is not None and find_personal_data(reason, load_country(settings.country).manners):
        sys.stderr.write("Everybody reads the reason: it may hold no number of a person.\n")
        return 2
    try:
        with opened_backup(arguments.files, arguments.identity) as backup:
            done = restore(backup, settings, reason and reason.strip(), datetime.now(UTC))
    except (Broken, CannotSeal, WillNotRestore) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    log = SecurityLog(settings.data / "security", b"", counters_of(settings.data))
    log.note("restore", datetime.now(UTC), records=done.proved.records)
    if done.rolled_back:
        log.note("roll_back", datetime.now(UTC), records=len(done.rolled_back))
    tell(f"{done.proved.records} records with {done.proved.events} events are restored.")
    for rolled in done.rolled_back:
        tell(f"{rolled}: rolled back; its record tells so.")
    return check_restored(settings)


def check_restored(settings: Settings) -> int:
    """Check everything in a restored place and tell it; 1 where there are faults."""
    services = prepared_services(settings)
    with services.database.read() as session:
        policy = services.publisher.policy()
        found = check_everything(session, services.country, services.heads, policy)
    services.database.close()
    keep_result(settings.data, services.clock(), found.records, len(found.faults))
    for one in found.faults:
        tell(f"{one.log}: {one.told('en')}")
    tell(f"{found.records} records checked, {len(found.faults)} faults.")
    return 1 if found.faults else 0
