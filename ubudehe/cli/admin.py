"""`ubudehe admin`: make an administrator of the whole country."""

import argparse
import getpass

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.language.catalogues import say
from ubudehe.language.phones import NotAPhone, format_phone, parse_phone
from ubudehe.language.refusals import Refusal
from ubudehe.people.actions import create_account, give_role
from ubudehe.people.rules import Role


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    kinds = command.add_subparsers(required=True, metavar="WHAT")
    create = kinds.add_parser("create", help="make an administrator of the whole country")
    create.add_argument("--name", required=True)
    create.add_argument("--phone", required=True)
    create.set_defaults(run=_create_admin)


def _create_admin(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    pin = getpass.getpass("PIN (six digits or more, or a sentence): ")
    if pin != getpass.getpass("The same again: "):
        tell("These are not the same.")
        return 1
    try:
        manners = services.country.manners
        phone = parse_phone(arguments.phone, manners.region, manners.prefix)
        with services.database.write() as session:
            now = services.clock()
            account = create_account(session, arguments.name, phone, pin, now)
            give_role(session, account, Role.ADMINISTRATOR, "", now.date())
    except NotAPhone:
        tell("This is not a mobile number of the country.")
        return 1
    except Refusal as refusal:
        tell(say("en", refusal.msgid, **refusal.params))
        return 1
    tell(f"{arguments.name} can sign in with {format_phone(phone)}.")
    return 0
