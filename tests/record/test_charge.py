"""One data folder is in charge of a database: others do not begin, or only read."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import VILLAGE, Visitor, World
from ubudehe.app import create_app
from ubudehe.cli.backup import _prove_charge
from ubudehe.cli.prepared import prepared_services
from ubudehe.record.charge import TakenOver, knows_signer, refuse_taken_over, take_charge
from ubudehe.settings import WrongSetting
from ubudehe.web.services import Services, open_services

_NEED = f"/en/work/{VILLAGE}/projects/need"


def beside(world: World, folder: Path, *copied: str) -> Services:
    """Return a server with a data folder of its own over the same database."""
    for name in copied:
        shutil.copytree(world.services.settings.data / name, folder / name)
    settings = replace(world.services.settings, data=folder)
    return replace(open_services(settings), clock=world.clock)


@pytest.mark.both_engines
def test_of_two_copies_of_a_folder_the_one_that_began_last_writes(
    world: World, facilitator: Visitor, tmp_path: Path
) -> None:
    first = world.services
    take_charge(first.database, first.heads, world.clock.now, "one")
    take_charge(first.database, first.heads, world.clock.now, "one")  # begun anew, nothing else
    facilitator.done(_NEED, {"text": "Water", "symbol": "tap"})
    copy = beside(world, tmp_path / "copy", "keys", "heads")
    with copy.database.read() as session:
        assert knows_signer(session, copy.heads)
        refuse_taken_over(session, copy.heads)
    take_charge(copy.database, copy.heads, world.clock.now, "two")
    size = first.versions.of(VILLAGE)
    page = facilitator.refused(_NEED, {"text": "Road", "symbol": "tap"})
    assert "Another server has taken over these books" in page
    assert "Road" in page, "what was typed is given back"
    assert first.versions.of(VILLAGE) == size
    assert first.publisher.step(world.clock.now) is None
    health = facilitator.client.get("/healthz")
    assert (health.status_code, "taken over" in health.json()["error"]) == (503, True)
    assert "ubudehe_taken_over 1" in facilitator.client.get("/metrics").text
    assert "another server has taken over" in facilitator.get("/en/status")
    with Client(create_app(copy), base_url="http://localhost:8000") as client:
        assert client.get("/healthz").status_code == 200
    take_charge(first.database, first.heads, world.clock.now, "one")
    facilitator.done(_NEED, {"text": "Road", "symbol": "tap"})
    with copy.database.read() as session, pytest.raises(TakenOver):
        refuse_taken_over(session, copy.heads)
    copy.database.close()


@pytest.mark.both_engines
def test_a_folder_with_other_keys_does_not_begin(world: World, tmp_path: Path) -> None:
    other = beside(world, tmp_path / "other")
    with other.database.read() as session:
        assert knows_signer(session, other.heads), "nothing is signed yet"
    world.services.publisher.step(world.clock.now)
    with other.database.read() as session:
        assert not knows_signer(session, other.heads)
        assert knows_signer(session, world.services.heads)
    take_charge(world.services.database, world.services.heads, world.clock.now)
    with other.database.read() as session:
        assert not knows_signer(session, other.heads)
    other.database.close()


def test_a_command_says_so_in_one_sentence(world: World, tmp_path: Path) -> None:
    world.services.publisher.step(world.clock.now)
    other = replace(world.services.settings, data=tmp_path / "other")
    with pytest.raises(WrongSetting, match="signed with keys that are not in the folder"):
        prepared_services(other, serving=True)
    prepared_services(world.services.settings, serving=True).database.close()
    copy = tmp_path / "copy"
    shutil.copytree(world.services.settings.data / "keys", copy / "keys")
    with pytest.raises(WrongSetting, match="another copy of this folder is in charge"):
        prepared_services(replace(other, data=copy))
    database, kept = world.services.database, world.services.settings.data
    _prove_charge(database, kept)
    with pytest.raises(WrongSetting, match="Back up that one"):
        _prove_charge(database, copy)
