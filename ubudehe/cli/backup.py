"""`ubudehe backup`: write everything into one file while serving, or prove such a file."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.speaking import tell
from ubudehe.record.backups.making import Made, make_backup
from ubudehe.record.backups.opening import PIPE, opened_backup, read_manifest, write_file
from ubudehe.record.backups.proving import prove
from ubudehe.record.charge import serves_another
from ubudehe.record.check_results import keep_backup
from ubudehe.record.tables import InCharge
from ubudehe.settings import WrongSetting, prove_folder, read_settings
from ubudehe.storage.backups.files import Broken, Writer
from ubudehe.storage.backups.sealing import CannotSeal
from ubudehe.storage.engine import Database
from ubudehe.storage.security_log import SecurityLog, counters_of


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("file", metavar="FILE", help="where to; «-» is the standard output")
    command.add_argument("bases", nargs="*", metavar="BASE", help="with --check: what it rests on")
    command.add_argument("--check", action="store_true", help="prove FILE without restoring it")
    command.add_argument("--incremental", metavar="BASE", help="leave out what BASE holds already")
    command.add_argument("--to", metavar="KEY", help="encrypt to a public key of age or SSH")
    command.add_argument("--identity", type=Path, metavar="FILE", help="private key to read with")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        return _check(arguments) if arguments.check else _back_up(arguments)
    except (Broken, CannotSeal) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _check(arguments: argparse.Namespace) -> int:
    with opened_backup([arguments.file, *arguments.bases], arguments.identity) as backup:
        found = prove(backup)
        said = backup.manifest.said
        tell(f"Backup {backup.manifest.id}")
        tell(f"of {said['host']}, {said['at']}, version {said['version']} ({said['engine']})")
    tell(
        f"{found.parts} parts are whole; {found.records} records with {found.events} events make "
        "the roots that their heads sign."
    )
    return 0


def _prove_charge(database: Database, folder: Path) -> None:
    """Refuse a folder that is not in charge: photos, heads and keys since lie in another one."""
    if not inspect(database.engine).has_table(InCharge.__tablename__):
        return  # of an older version
    with database.read() as session:
        if serves_another(session, folder / "heads"):
            raise WrongSetting(
                "UBUDEHE_DATA: another copy of this folder is in charge of the database. Back up "
                "that one: what it took in since is not in this one."
            )


def _back_up(arguments: argparse.Namespace) -> int:
    if arguments.bases:
        sys.stderr.write("One file is written at a time.\n")
        return 2
    base = arguments.incremental
    if base and Path(base).resolve() == Path(arguments.file).resolve():
        sys.stderr.write("A backup is not written over the one that it rests on.\n")
        return 2
    settings, now = read_settings(), datetime.now(UTC)
    if (kept := settings.sqlite) is not None and not kept.exists():
        sys.stderr.write("There is nothing here to back up.\n")
        return 1
    prove_folder(settings)
    bases = [read_manifest(base, arguments.identity)] if base else []
    known = [entry.sha256 for one in bases for entry in one.entries]
    database = Database(settings.database_url)

    def write(out: BinaryIO) -> Made:
        _prove_charge(database, settings.data)
        return make_backup(database, settings, Writer(out, known), bases, now)

    try:
        made = write_file(arguments.file, arguments.to, write)
    except LookupError:
        sys.stderr.write("There is nothing here to back up.\n")
        return 1
    except OperationalError as error:
        raise WrongSetting("UBUDEHE_DATABASE_URL: the database cannot be reached.") from error
    except OSError as error:
        sys.stderr.write(f"«{arguments.file}» cannot be written: {error.strerror}.\n")
        return 1
    finally:
        database.close()
    keep_backup(settings.data, now, made.id)
    log = SecurityLog(settings.data / "security", b"", counters_of(settings.data))
    log.note("backup", now, id=made.id)
    done = f"Backup {made.id}: {made.records} signed records, {made.rows} rows."
    if arguments.file == PIPE:
        sys.stderr.write(f"{done}\n")
    else:
        tell(done)
    return 0
