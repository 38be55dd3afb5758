"""The commands: `ubudehe serve`, `demo`, `check`, and the rest below."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import uvicorn
from sqlmodel import select
from starlette.types import ASGIApp

from ubudehe import __version__
from ubudehe.app import serving_app
from ubudehe.categories.ranking.reporting import as_json, as_table
from ubudehe.categories.ranking.rules.group_file import BadFile, read_group_file
from ubudehe.checking import check_everything
from ubudehe.demo.demo import DemoSignIn, fill_with_demo
from ubudehe.language.catalogues import say
from ubudehe.language.phones import NotAPhone, format_phone, parse_phone
from ubudehe.language.refusals import Refusal
from ubudehe.people import act_table
from ubudehe.people.actions import create_account, give_role
from ubudehe.people.acts import ACTS
from ubudehe.people.rules import Role
from ubudehe.people.tables import Account
from ubudehe.places.loading import load_places
from ubudehe.projects.reporting import (
    outcome_json,
    outcome_table,
    read_folder,
    recount_json,
    recount_text,
)
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.recounting import BadResult, recount
from ubudehe.projects.rules.tallying import RULES, tally
from ubudehe.record.check_results import keep_result
from ubudehe.record.heads import NATIONAL, Heads, WillNotSign
from ubudehe.record.rotation import revoke_key, rotate_key
from ubudehe.record.rules.notes import BadNote
from ubudehe.record.witnesses import WitnessedFork
from ubudehe.settings import read_settings
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.verifier import command as verifying
from ubudehe.verifier.mirrors import command as mirroring
from ubudehe.verifier.telling import Say
from ubudehe.web.services import Services, open_services
from ubudehe.witness.command import add_witness_command


def main() -> None:
    """Run the command that was typed."""
    parser = argparse.ArgumentParser(prog="ubudehe", description="The village's own books.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the app; makes and migrates what it needs")
    serve.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on")
    serve.add_argument(
        "--workers", type=int, default=int(os.environ.get("UBUDEHE_WORKERS", "1")), help="processes"
    )
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="fill an empty database with three villages' year")
    demo.add_argument("--once", action="store_true", help="do nothing where there is data")
    demo.set_defaults(run=_demo)
    check = commands.add_parser("check", help="check everything at rest against the record")
    check.add_argument("--json", action="store_true", help="for programs")
    check.set_defaults(run=_check)
    acts = commands.add_parser("acts", help="list everything that people may do")
    acts.add_argument("--json", action="store_true", help="for programs, with the forms' schemas")
    acts.add_argument("--page", action="store_true", help="as docs/acts.md")
    acts.set_defaults(run=_acts)
    rank = commands.add_parser("rank", help="compare how groups sorted households, from a CSV file")
    rank.add_argument("file", type=Path, metavar="FILE", help="group,household,pile[,piles]")
    rank.add_argument("--json", action="store_true", help="for programs")
    rank.set_defaults(run=_rank)
    count = commands.add_parser("tally", help="count a Pabulib file (.pb) by a rule")
    count.add_argument("file", type=Path, metavar="FILE")
    count.add_argument("--rule", required=True, choices=sorted(RULES), metavar="NAME")
    count.add_argument("--json", action="store_true", help="for programs")
    count.set_defaults(run=_tally)
    again = commands.add_parser("recount", help="count a published result again")
    again.add_argument("folder", type=Path, metavar="FOLDER", help="with result.json in it")
    again.add_argument("--json", action="store_true", help="for programs")
    again.set_defaults(run=_recount)
    publish = commands.add_parser("publish", help="enter signed heads into the country's log")
    publish.set_defaults(run=_publish)
    add_witness_command(commands, lambda: read_settings().data)
    keys = commands.add_parser("keys", help="the keys that sign checkpoints")
    steps = keys.add_subparsers(required=True, metavar="WHAT")
    steps.add_parser("rotate", help="let a new key sign beside the old").set_defaults(run=_rotate)
    steps.add_parser("revoke", help="end and destroy the oldest key").set_defaults(run=_revoke)
    verify = commands.add_parser("verify", help="prove that a record is whole and adds up")
    verifying.add_arguments(verify)
    verify.set_defaults(run=_verify)
    mirror = commands.add_parser("mirror", help="copy records into a folder that verifies alone")
    mirroring.add_arguments(mirror)
    mirror.set_defaults(run=_mirror)
    admin = commands.add_parser("admin", help="administrators")
    kinds = admin.add_subparsers(required=True, metavar="WHAT")
    create = kinds.add_parser("create", help="make an administrator of the whole country")
    create.add_argument("--name", required=True)
    create.add_argument("--phone", required=True)
    create.set_defaults(run=_create_admin)
    arguments = parser.parse_args()
    sys.exit(arguments.run(arguments))


def prepared_services() -> Services:
    """Return the services of this machine, migrated and with the country's places."""
    services = open_services(read_settings())
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
    return services


def application() -> ASGIApp:
    """Return the app for a server that imports it by name."""
    return serving_app(read_settings())


def _serve(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    with services.database.read() as session:
        someone = session.exec(select(Account.id)).first()
    services.database.close()
    _say(f"Ubudehe {__version__} on http://{arguments.bind}:{arguments.port}/")
    _say(f"Data: {services.settings.data}")
    if someone is None:
        _say("Nobody can sign in yet. Make the first administrator:")
        _say('  ubudehe admin create --name "..." --phone 0788...')
    uvicorn.run(
        "ubudehe.cli:application",
        factory=True,
        host=arguments.bind,
        port=arguments.port,
        workers=arguments.workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=True,
    )
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    path = services.settings.data / "demo-sign-ins.json"
    with services.database.read() as session:
        taken = session.exec(select(Account.id)).first() is not None
    if taken and not arguments.once:
        _say("There is data already; the demo goes only into an empty database.")
        return 1
    if not taken:
        sign_ins, logs = fill_with_demo(services.database, services.country, services.blobs)
        path.touch(mode=0o600)
        path.write_text(json.dumps([asdict(one) for one in sign_ins]), "utf-8")
        with services.database.read() as session:
            for log in sorted(logs):
                services.heads.sign(session, log)
    services.database.close()
    if path.exists():
        _say("Demo sign-ins (made at random on this machine):")
        for one in json.loads(path.read_text("utf-8")):
            _show(DemoSignIn(**one))
    return 0


def _publish(_arguments: argparse.Namespace) -> int:
    """Do one step of publishing; 1 where something was refused or is not cosigned enough."""
    services = prepared_services()
    try:
        step = services.publisher.step(services.clock())
    except (WitnessedFork, WillNotSign, BadNote) as error:
        _say(f"Nothing was published: {error}.")
        return 1
    finally:
        services.database.close()
    if step is None:
        _say("Another process is publishing.")
        return 0
    for log in step.refused:
        _say(f"{log}: the record does not continue what was signed; it is left out.")
    _say(f"{step.entered} heads entered.")
    if step.given is not None:
        enough = "" if step.cosigned else " It is not the newest, or lacks cosignatures."
        _say(f"Published: {step.given.checkpoint.size} heads.{enough}")
    return 0 if step.given is None or (step.cosigned and not step.refused) else 1


def _rotate(_arguments: argparse.Namespace) -> int:
    return _change_keys(rotate_key, "A new key signs beside the old one; {} logs tell so.")


def _revoke(_arguments: argparse.Namespace) -> int:
    return _change_keys(revoke_key, "The oldest key is destroyed; {} logs tell so.")


def _change_keys(change: Callable[[Database, Heads, datetime], int], done: str) -> int:
    services = prepared_services()
    try:
        told = change(services.database, services.heads, services.clock())
    except WillNotSign as error:
        _say(f"The record of {error} does not continue what was signed. Run: ubudehe check")
        return 1
    except ValueError as error:
        _say(f"Not done: {error}.")
        return 1
    finally:
        services.database.close()
    _say(done.format(told))
    for vkey in services.heads.vkeys(NATIONAL):
        _say(f"  {vkey}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Check every record and every row that is shown; 1 where something is not as recorded."""
    services = open_services(read_settings())
    with services.database.read() as session:
        found = check_everything(
            session, services.country, services.heads, services.publisher.policy()
        )
    services.database.close()
    keep_result(services.settings.data, services.clock(), found.records, len(found.faults))
    told = [{"place": one.log, "fault": one.told("en")} for one in found.faults]
    if arguments.json:
        _say(json.dumps({"records": found.records, "faults": told}, ensure_ascii=False))
    else:
        for line in told:
            _say(f"{line['place']}: {line['fault']}")
        _say(f"{found.records} records checked, {len(told)} faults.")
    return 1 if told else 0


def _acts(arguments: argparse.Namespace) -> int:
    """List the acts: their types and what they do, or the whole table."""
    table = act_table.as_json(ACTS.values())
    if arguments.page:
        sys.stdout.write(act_table.as_page(ACTS.values()))
    elif arguments.json:
        _say(json.dumps(table, ensure_ascii=False))
    else:
        for one in table:
            _say(f"{one['type']}: {one['does']}")
    return 0


def _rank(arguments: argparse.Namespace) -> int:
    """Tell how far groups agree on households; 2 where the file cannot be read."""
    try:
        ranking = read_group_file(arguments.file.read_bytes())
    except (BadFile, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe rank: {arguments.file}: {problem}\n")
        return 2
    _say(as_json(ranking) if arguments.json else as_table(ranking))
    return 0


def _tally(arguments: argparse.Namespace) -> int:
    """Count a file; 2 where it cannot be read, or not be counted by this rule."""
    try:
        with arguments.file.open(encoding="utf-8", newline="") as opened:
            file = read_pabulib(opened)
        outcome = tally(arguments.rule, file.election)
    except (ValueError, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe tally: {arguments.file}: {problem}\n")
        return 2
    _say(outcome_json(outcome) if arguments.json else outcome_table(outcome, file))
    return 0


def _recount(arguments: argparse.Namespace) -> int:
    """Count a published result again; 1 where it comes out differently, 2 if it is unreadable."""
    try:
        found = recount(read_folder(arguments.folder))
    except (BadResult, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe recount: {arguments.folder}: {problem}\n")
        return 2
    _say(recount_json(found) if arguments.json else recount_text(found))
    return 1 if found.faults else 0


def _verify(arguments: argparse.Namespace) -> int:
    """Verify a record; the program that does it knows nothing of this app but the pure rules."""
    return verifying.run(arguments, _speech)


def _mirror(arguments: argparse.Namespace) -> int:
    """Copy the records of a place from a site."""
    return mirroring.run(arguments, _speech)


def _speech(lang: str) -> Say:
    return lambda msgid, params: say(lang, msgid, **params)


def _show(one: DemoSignIn) -> None:
    _say(f"  {one.role:18}{one.place:10}{format_phone(one.phone)}   PIN {one.pin}   {one.name}")


def _create_admin(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    pin = getpass.getpass("PIN (six digits or more, or a sentence): ")
    if pin != getpass.getpass("The same again: "):
        _say("These are not the same.")
        return 1
    try:
        phone = parse_phone(arguments.phone, services.country.phone_region)
        with services.database.write() as session:
            now = services.clock()
            account = create_account(session, arguments.name, phone, pin, now)
            give_role(session, account, Role.ADMINISTRATOR, "", now.date())
    except NotAPhone:
        _say("This is not a mobile number of the country.")
        return 1
    except Refusal as refusal:
        _say(say("en", refusal.msgid, **refusal.params))
        return 1
    _say(f"{arguments.name} can sign in with {format_phone(phone)}.")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
