"""`ubudehe check`: check everything at rest against the record."""

import argparse
import json
import sys

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.checking import Everything, check_everything, faults_of_place
from ubudehe.cli.speaking import tell
from ubudehe.places.tables import Place
from ubudehe.record.check_results import keep_result
from ubudehe.record.forgotten import forgotten
from ubudehe.record.queries import record_size
from ubudehe.settings import prove_folder, read_settings
from ubudehe.web.services import Services, open_services


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("code", nargs="?", metavar="CODE", help="one place alone")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    """Check every record and every row that is shown; 1 where something is not as recorded."""
    settings = read_settings()
    prove_folder(settings)
    services = open_services(settings)
    if arguments.code is not None and not _is_place(services, arguments.code):
        services.database.close()
        sys.stderr.write(f"There is no place «{arguments.code}» here.\n")
        return 2
    found = _found(services, arguments.code)
    services.database.close()
    if arguments.code is None:
        keep_result(services.settings.data, services.clock(), found.records, len(found.faults))
    if found.faults:
        services.security.note("check.failed", services.clock(), faults=len(found.faults))
    told = [{"place": one.log, "fault": one.told("en")} for one in found.faults]
    if arguments.json:
        public = list(found.public_only)
        said = {"records": found.records, "faults": told, "public_only": public}
        tell(json.dumps(said, ensure_ascii=False))
    else:
        for line in told:
            tell(f"{line['place']}: {line['fault']}")
        if found.public_only:
            tell(f"Kept in public only, since they moved: {', '.join(found.public_only)}.")
        tell(f"{found.records} records checked, {len(told)} faults.")
    return 1 if told else 0


def _is_place(services: Services, code: str) -> bool:
    with services.database.read() as session:
        return record_size(session, code) > 0 or session.get(Place, code) is not None


def _found(services: Services, code: str | None) -> Everything:
    """Return what is not as recorded everywhere, or at one place."""
    with services.database.read() as session:
        if code is None:
            policy = services.publisher.policy()
            return check_everything(session, services.country, services.heads, policy)
        records = int(record_size(session, code) > 0)
        found = faults_of_place(session, services.country, services.heads, code)
        gone = (code,) if code in forgotten(session) else ()
        return Everything(records, tuple(found), gone)
