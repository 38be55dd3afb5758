"""Two servers, and a village on its way between them."""

import io
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from tests import engines
from tests.conftest import VILLAGE, World
from tests.preparing import Prepared, clone
from ubudehe.checking import check_everything
from ubudehe.moving.exporting import Exported, destination, leave, write_village
from ubudehe.moving.importing import Imported, take_in
from ubudehe.moving.server import Server
from ubudehe.moving.villages import Destination, opened_village
from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.policies import Policy
from ubudehe.settings import Settings
from ubudehe.web.services import Services, open_services

REASON = "The district has power and a network every day."
HOST = "district.example"


def as_server(services: Services) -> Server:
    return Server(
        services.database,
        services.heads,
        services.publisher,
        services.blobs,
        services.country,
        services.settings.address,
    )


def district(prepared: Prepared, world: World, folder: Path) -> Services:
    """Open another server with the country's places and nobody in it."""
    folder.mkdir()
    url = clone(prepared.blank, prepared.cluster, folder / "own.sqlite")
    settings = Settings(data=folder, database_url=url, host=HOST, country=None, https=False)
    return replace(open_services(settings, world.clock), clock=world.clock)


def close(services: Services, prepared: Prepared) -> None:
    services.database.close()
    if prepared.cluster and services.database.url.startswith("postgresql"):
        engines.drop_database(services.database.url)


def towards(old: Services, new: Services, code: str = VILLAGE) -> Destination:
    server = as_server(old)
    address = new.settings.address
    keys = destination(server, code, address, list(new.heads.vkeys(NATIONAL)))
    return Destination(address, keys, REASON)


def sent(old: Services, new: Services | None, code: str = VILLAGE) -> tuple[bytes, Exported]:
    """Let a village leave for another server, or copy it; return the file."""
    out, going = io.BytesIO(), None
    if new is not None:
        going = towards(old, new, code)
        leave(as_server(old), code, going, old.clock())
    told = write_village(as_server(old), code, out, None, going, old.clock())
    return out.getvalue(), told


def taken(new: Services, data: bytes, *keys: str) -> Imported:
    return take_in(as_server(new), opened_village(io.BytesIO(data)), as_it_is, keys, new.clock())


def as_it_is(file: BinaryIO) -> BinaryIO:
    return file


def faults_of(services: Services) -> list[str]:
    services.publisher.step(services.clock())
    with services.database.read() as session:
        found = check_everything(session, services.country, services.heads, Policy())
    return [f"{one.log}: {one.told('en')}" for one in found.faults]
