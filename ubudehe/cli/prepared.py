"""The services of this machine, made ready for a command."""

from sqlalchemy.exc import OperationalError

from ubudehe.places.loading import load_places
from ubudehe.settings import Settings, WrongSetting, prove_folder, read_settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services


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
    with services.database.write() as session:
        load_places(session, services.country)
    return services
