"""`ubudehe serve`: serve the app."""

import argparse
import os
from dataclasses import replace

import uvicorn
from sqlmodel import select
from starlette.types import ASGIApp

from ubudehe import __version__
from ubudehe.app import serving_app
from ubudehe.cli.logging_lines import log_lines
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import PORT, between, tell
from ubudehe.cli.timed_http import TimedHTTP
from ubudehe.people.tables import Account
from ubudehe.settings import WrongSetting, read_settings
from ubudehe.storage.replica import Following
from ubudehe.web.services import Services

_PORT = "UBUDEHE_PORT"
"""What tells each worker where it listens; no setting."""
_BEGINNING = 120
"""Seconds that a worker may take to come up, or to answer its keeper."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    command.add_argument("--port", type=PORT, default=8000, help="port to listen on")
    command.add_argument(
        "--workers", type=between(1, 256), help="processes, else those of UBUDEHE_WORKERS"
    )
    command.set_defaults(run=_serve)


def application() -> ASGIApp:
    """Return the app for a server that imports it by name."""
    log_lines()
    return serving_app(replace(read_settings(), port=int(os.environ.get(_PORT, "8000"))))


def _serve(arguments: argparse.Namespace) -> int:
    log_lines()
    services = prepared_services(serving=True)
    with services.database.read() as session:
        someone = session.exec(select(Account.id)).first()
    _prove_replica(services)
    services.database.close()
    tell(f"Ubudehe {__version__} on http://{arguments.bind}:{arguments.port}/")
    tell(f"Data: {services.settings.data}")
    if someone is None:
        tell("Nobody can sign in yet. Make the first administrator:")
        tell('  ubudehe admin create --name "..." --phone 0788...')
    workers = arguments.workers or services.settings.workers
    os.environ["UBUDEHE_WORKERS"] = str(workers)  # so that each of them knows how many share
    os.environ[_PORT] = str(arguments.port)
    uvicorn.run(
        "ubudehe.cli.serve:application",
        factory=True,
        host=arguments.bind,
        port=arguments.port,
        workers=workers,
        http=TimedHTTP,
        log_level="warning",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=True,
        # On a busy machine a worker needs long to begin: one that is slow is not dead.
        timeout_worker_healthcheck=_BEGINNING,
    )
    return 0


def _prove_replica(services: Services) -> None:
    """Raise WrongSetting where the replica is none of this database; one that is away may come."""
    if services.replica is None:
        return
    found = services.replica.look()
    if found is Following.AWAY:
        tell("The replica does not answer: pages are read from the database until it does.")
    if found is Following.OTHER:
        raise WrongSetting(
            "UBUDEHE_REPLICA_URL: what answers there follows no other server, or another database."
        )
    services.replica.engine.dispose()
