"""The services of this machine, made ready for a command."""

from sqlalchemy.exc import OperationalError, ProgrammingError

from ubudehe.places.loading import load_places
from ubudehe.settings import Settings, WrongSetting, prove_folder, read_settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services

_NOT_THE_OWNER = "42501"
"""PostgreSQL's code for a right that a role does not have."""


def prepared_services(settings: Settings | None = None) -> Services:
    """Return the services of this machine, migrated and with the country's places.

    Raise WrongSetting where a setting cannot be.
    """
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
