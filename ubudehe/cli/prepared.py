"""The services of this machine, made ready for a command."""

from ubudehe.places.loading import load_places
from ubudehe.settings import read_settings
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services


def prepared_services() -> Services:
    """Return the services of this machine, migrated and with the country's places."""
    services = open_services(read_settings())
    migrate(services.database)
    with services.database.write() as session:
        load_places(session, services.country)
    return services
