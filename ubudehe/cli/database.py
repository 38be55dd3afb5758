"""`ubudehe database`: bring a database to this version, and print what the app's role may do."""

import argparse
import sys

from sqlmodel import SQLModel

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import migrated_services
from ubudehe.cli.speaking import tell
from ubudehe.record.database_role import NotARole, role_sql


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    kinds = command.add_subparsers(required=True, metavar="WHAT")
    migrate = kinds.add_parser("migrate", help="bring it to this version, as the tables' owner")
    migrate.set_defaults(run=_migrate)
    role = kinds.add_parser("role-sql", help="print what lets a PostgreSQL role run the app")
    role.add_argument("role", metavar="ROLE")
    role.set_defaults(run=_role_sql)


def _migrate(_arguments: argparse.Namespace) -> int:
    services = migrated_services()
    services.database.close()
    tell("The database is of this version.")
    return 0


def _role_sql(arguments: argparse.Namespace) -> int:
    try:
        made = role_sql(arguments.role, SQLModel.metadata.tables)
    except NotARole:
        tell("A role's name is small letters, digits and «_» here.")
        return 1
    sys.stdout.write(made)
    return 0
