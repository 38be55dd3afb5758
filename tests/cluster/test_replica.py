"""Public pages are read from the server that each commit waits for, whoever that is."""

import signal
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import OperationalError

from tests import engines
from tests.cluster.machines import cluster, wait_until
from tests.conftest import VILLAGE
from ubudehe.places.loading import load_places
from ubudehe.settings import Settings
from ubudehe.storage.replica import Following
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services, open_services

_SOON = 90


def read(services: Services) -> str:
    """Return whether something was read from the replica or from the database."""

    def work(near: Services) -> str:
        with near.database.read() as session:
            found = session.connection().exec_driver_sql("SELECT pg_is_in_recovery()").scalar()
        return "replica" if found else "database"

    return services.reading(work)


def is_read(services: Services) -> bool:
    """Return whether something is read from the replica; not while no database answers."""
    try:
        return read(services) == "replica"
    except OperationalError:
        return False


def test_the_port_of_the_replica_leads_to_who_is_waited_for(tmp_path: Path) -> None:
    with (
        tempfile.TemporaryDirectory(dir=engines.roomy_place(), prefix="u-") as place,
        cluster(Path(place)) as running,
    ):
        settings = Settings(tmp_path, running.url, "localhost:8000", None, https=False)
        first = open_services(settings)
        migrate(first.database)
        with first.database.write() as session:
            load_places(session, first.country)
        first.database.close()
        services = open_services(replace(settings, replica_url=running.replica_url))
        assert services.replica
        looking = services.replica.look
        wait_until(lambda: looking() is Following.REACHED, _SOON)
        assert read(services) == "replica"

        followed = running.primary()
        assert followed
        followed.signal(signal.SIGKILL)
        began = time.monotonic()
        wait_until(lambda: looking() is Following.REACHED, _SOON)
        wait_until(lambda: is_read(services), _SOON)  # the database's own port may follow later
        print(f"read from a replica again {time.monotonic() - began:.0f} s after the kill")
        primary = running.primary()
        assert primary
        assert primary is not followed
        assert services.versions.of(VILLAGE) == 0
        services.database.close()
        services.replica.engine.dispose()
