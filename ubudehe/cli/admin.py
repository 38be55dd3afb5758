"""`ubudehe admin`: make an administrator of the whole country."""

import argparse
import getpass

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.language.catalogues import say
from ubudehe.language.phones import NotAPhone, format_phone, parse_phone
from ubudehe.language.refusals import Refusal
from ubudehe.people.administrators import make_administrator
from ubudehe.people.pins import refuse_weak


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    kinds = command.add_subparsers(required=True, metavar="WHAT")
    create = kinds.add_parser("create", help="make an administrator of the whole country")
    create.add_argument("--name", required=True)
    create.add_argument("--phone", required=True)
    create.set_defaults(run=_create_admin)


def _create_admin(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    pin = getpass.getpass("PIN (eight digits or more, or a sentence): ")
    if pin != getpass.getpass("The same again: "):
        tell("These are not the same.")
        return 1
    try:
        manners = services.country.manners
        phone = parse_phone(arguments.phone, manners.region, manners.prefix)
        refuse_weak(pin, phone)
        hashed = services.hashing.hash(pin)
        with services.database.write() as session:
            told = make_administrator(
                session, services.country, arguments.name, phone, hashed, services.clock()
            )
        services.security.note("admin.create", services.clock())
        with services.database.read() as session:
            services.heads.sign(session, told.log)
    except NotAPhone:
        tell("This is not a mobile number of the country.")
        return 1
    except Refusal as refusal:
        tell(say("en", refusal.msgid, **refusal.params))
        return 1
    tell(f"{arguments.name} can sign in with {format_phone(phone)}.")
    return 0
