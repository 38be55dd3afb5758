"""Two servers, and a village on its way between them."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from tests.conftest import VILLAGE, World
from tests.preparing import Prepared, clone, opened
from tests.verifier.checking import check, told
from ubudehe.checking import check_everything
from ubudehe.moving.arriving import Choices
from ubudehe.moving.exporting import Exported, destination, leave, write_village
from ubudehe.moving.importing import NOBODY, Imported, take_in
from ubudehe.moving.rows import Line, read_lines
from ubudehe.moving.server import Server
from ubudehe.moving.villages import Destination, opened_village
from ubudehe.places.loading import load_places
from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.policies import Policy
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services

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


def district(prepared: Prepared, world: World, folder: Path) -> World:
    """Return another server with the country's places and nobody in it: always on SQLite."""
    folder.mkdir()
    file = folder / "own.sqlite"
    if not prepared.cluster:
        clone(prepared.blank, "", file)
    services = replace(opened(f"sqlite:///{file}", folder, HOST), clock=world.clock)
    if prepared.cluster:
        migrate(services.database)
        with services.database.write() as session:
            load_places(session, services.country)
    return replace(world, services=services, clients=[], asked=set())


def close(other: World) -> None:
    for client in other.clients:
        client.__exit__()
    other.services.database.close()


def rows_of(services: Services) -> dict[str, list[Line]]:
    """Return all rows of the village, by table."""
    with services.database.engine.connect() as connection, connection.begin():
        return read_lines(connection, VILLAGE).of


def verified(other: World, folder: Path, **wishes: Any) -> str:
    """Return what a verifier finds wrong in a server's public record of the village."""
    other.services.publisher.step(other.clock.now)
    copy = folder / "copy.zip"
    copy.write_bytes(other.client().get(f"/v/{VILLAGE}/record.zip").content)
    return told(check(copy, now=other.clock.now, **wishes))


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


def taken(new: Services, data: bytes, *keys: str, choices: Choices = NOBODY) -> Imported:
    file = opened_village(io.BytesIO(data))
    return take_in(as_server(new), file, as_it_is, keys, new.clock(), choices)


def as_it_is(file: BinaryIO) -> BinaryIO:
    return file


def faults_of(services: Services) -> list[str]:
    services.publisher.step(services.clock())
    with services.database.read() as session:
        found = check_everything(session, services.country, services.heads, Policy())
    return [f"{one.log}: {one.told('en')}" for one in found.faults]
