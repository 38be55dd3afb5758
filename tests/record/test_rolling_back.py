"""An older copy is refused where a newer head was signed, or told in the record for everybody."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.record.backing_up import add_needs, back_up, bring_back, faults_of, place_for, serving
from tests.record.logs import sign
from tests.verifier.checking import check, told, warned
from ubudehe.record.backups.restoring import WillNotRestore
from ubudehe.record.roll_backs import roll_backs
from ubudehe.settings import Settings
from ubudehe.verifier.older import parse_older

REASON = "The disk of the district's server broke."


def lose_the_database(world: World) -> Settings:
    """Move the database away and keep the folder; return the settings of what is left."""
    world.services.database.close()
    settings = place_for(world, world.services.settings.data)
    assert not (settings.data / "ubudehe.sqlite").exists()
    return settings


def test_a_roll_back_is_refused_then_told_and_the_record_goes_on(
    world: World, tmp_path: Path
) -> None:
    world.services.publisher.step(world.clock.now)
    before = world.services.heads.last_signed(VILLAGE)
    old = back_up(world, tmp_path / "old.zip")
    add_needs(world.signed_in("facilitator", VILLAGE), 4)
    world.services.publisher.step(world.clock.now)
    lost = world.services.heads.last_signed(VILLAGE)
    assert before
    assert lost
    assert lost.checkpoint.size == before.checkpoint.size + 4
    settings = lose_the_database(world)
    with pytest.raises(WillNotRestore, match="older than what was signed here"):
        bring_back(world, settings, old)
    assert not settings.restoring.exists()
    assert not (settings.data / "ubudehe.sqlite").exists()
    done = bring_back(world, settings, old, reason=REASON)
    assert done.rolled_back == (VILLAGE, "log")
    services = serving(world, settings)
    assert faults_of(services) == []
    with services.database.read() as session:
        (event,) = roll_backs(session, VILLAGE, services.country.zone)
    assert (event.signed, event.left, event.reason) == (
        lost.checkpoint.size, before.checkpoint.size, REASON
    )  # fmt: skip
    after = replace(world, services=services, clients=[], asked=set())
    client = after.client()
    assert client.get("/healthz").status_code == 200
    for lang in ("rw", "en", "fr", "sw"):
        assert REASON in client.get(f"/{lang}/p/{VILLAGE}").text.replace("&#39;", "'")
    assert REASON not in client.get("/en/p/43060101").text
    aside = services.heads.folder / f"{VILLAGE}.rolled-back-1"
    shutil.copy(aside, services.heads.folder / "11010102.rolled-back-1")
    assert any("but the record does not tell" in one for one in faults_of(services))
    (services.heads.folder / "11010102.rolled-back-1").unlink()
    add_needs(after.signed_in("facilitator", VILLAGE), 2)
    services.publisher.step(world.clock.now)
    assert faults_of(services) == []
    copy, keys = tmp_path / "record.zip", services.heads.vkeys(VILLAGE)
    copy.write_bytes(client.get(f"/v/{VILLAGE}/record.zip").content)
    report = check(copy, keys=keys, older=(parse_older(before.note),))
    assert told(report) == ""
    assert f"Reason given: {REASON}" in warned(report)
    report = check(copy, keys=keys, older=(parse_older(lost.note),))
    assert "tells of entries that are lost" in told(report)
    # What was restored is backed up with the memory of what was lost, and is no roll-back again.
    new = back_up(world, tmp_path / "new.zip", settings=settings)
    for one in after.clients:
        one.__exit__(None, None, None)
    services.database.close()
    (settings.data / "ubudehe.sqlite").rename(tmp_path / "gone.sqlite")
    assert bring_back(world, settings, new).rolled_back == ()


def test_an_older_copy_put_in_place_by_hand_is_left_by_the_same_way(
    world: World, tmp_path: Path
) -> None:
    """It can only be read, and `restore --roll-back` makes a server of it that takes acts again."""
    sign(world, VILLAGE)
    settings = lose_the_database(world)
    kept = Path(world.services.settings.database_url.removeprefix("sqlite:///"))
    old = back_up(world, tmp_path / "old.zip")
    shutil.copy(kept, settings.data / "ubudehe.sqlite")
    add_needs(world.signed_in("facilitator", VILLAGE), 2)
    services = serving(world, settings)
    stale = replace(world, services=services, clients=[], asked=set())
    assert stale.client().get("/healthz").status_code == 503
    visitor = stale.signed_in("facilitator", VILLAGE)
    typed = {"text": "A bridge", "symbol": "bridge"}
    page = visitor.refused(f"/en/work/{VILLAGE}/projects/need", typed)
    assert "can only be read" in page
    services.database.close()
    with pytest.raises(WillNotRestore, match="The database is not empty"):
        bring_back(world, settings, old, reason=REASON)
    (tmp_path / "aside").mkdir()
    for path in list(settings.data.glob("ubudehe.sqlite*")):
        path.rename(tmp_path / "aside" / path.name)
    assert bring_back(world, settings, old, reason=REASON).rolled_back == (VILLAGE,)
    assert stale.client().get("/healthz").status_code == 200
    add_needs(stale.signed_in("facilitator", VILLAGE), 1)
    assert faults_of(services) == []
    for one in stale.clients:
        one.__exit__(None, None, None)
    services.database.close()
