"""The services of this machine, made ready for a command."""

from sqlalchemy.exc import OperationalError, ProgrammingError

from ubudehe.places.loading import load_places
from ubudehe.record.charge import is_taken_over, knows_signer, take_charge
from ubudehe.settings import Settings, WrongSetting, prove_folder, read_settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services

_NOT_THE_OWNER = "42501"
"""PostgreSQL's code for a right that a role does not have."""


def prepared_services(settings: Settings | None = None, *, serving: bool = False) -> Services:
    """Return the services of this machine, migrated and with the country's places.

    With `serving` its data folder is in charge of the database from now on. Raise WrongSetting
    where a setting cannot be, or another folder is in charge.
    """
    services = migrated_services(settings)
    _prove_charge(services, serving)
    return services


def migrated_services(settings: Settings | None = None) -> Services:
    """Return the same, whatever folder is in charge: for who writes nothing into a record."""
    settings = settings or read_settings()
    prove_folder(settings)
    services = open_services(settings)
    try:
        migrate(services.database)
    except OperationalError as error:
        raise WrongSetting(
            "UBUDEHE_DATABASE_URL: the database cannot be reached or opened. Look whether its "
            "server runs, and whether name and password are right."
        ) from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_THE_OWNER:
            raise
        raise WrongSetting(
            "UBUDEHE_DATABASE_URL: the database is of an older version, and this role may not "
            "change its tables. Run `ubudehe database migrate` as the owner of the tables, and "
            "then what `ubudehe database role-sql` prints."
        ) from error
    with services.database.write() as session:
        load_places(session, services.country)
    return services


def _prove_charge(services: Services, serving: bool) -> None:
    folder = services.settings.data
    with services.database.read() as session:
        if not knows_signer(session, services.heads):
            raise WrongSetting(
                "UBUDEHE_DATA: what this database holds was signed with keys that are not in the "
                f"folder «{folder}». Name the folder from which it was served."
            )
        if not serving and is_taken_over(session, services.heads):
            raise WrongSetting(
                "UBUDEHE_DATA: another copy of this folder is in charge of the database. Run this "
                f"where it lies; or `ubudehe serve`, so that «{folder}» takes over."
            )
    if serving:
        take_charge(services.database, services.heads, services.clock())
