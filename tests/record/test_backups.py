"""A whole server in one file, and back: on any engine, nothing lost, nothing forgotten kept."""

import shutil
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tests import engines
from tests.client import Client
from tests.conftest import VILLAGE, Visitor, World
from tests.preparing import Prepared
from tests.record.backing_up import (
    add_needs,
    back_up,
    bring_back,
    faults_of,
    place_for,
    rows_in,
    serving,
)
from tests.record.logs import sign
from tests.test_walk import crawl
from ubudehe.app import create_app
from ubudehe.record.backups import restoring
from ubudehe.record.backups.opening import opened_backup, read_manifest
from ubudehe.record.backups.proving import prove
from ubudehe.record.backups.restoring import WillNotRestore
from ubudehe.record.queries import record_size
from ubudehe.settings import WrongSetting, prove_folder
from ubudehe.storage.backups.files import Broken
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services


def pages_of(services: Services) -> dict[str, bytes]:
    """Return every public page of a village by its path, and its record as it is published."""
    with Client(create_app(services)) as client:
        start = f"/en/p/{VILLAGE}"
        paths = [*crawl(Visitor(client), start, "/en/p/", most=60), "/en/", "/rw/p/22"]
        paths += [f"/v/{VILLAGE}/{name}" for name in ("checkpoint", "key", "sums", "record.zip")]
        paths += ["/log/checkpoint", "/v/0/logs"]
        return {path: client.get(path).content for path in paths}


@pytest.mark.both_engines
def test_there_and_back_every_row_and_page_is_the_same(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """SQLite to SQLite; and PostgreSQL to SQLite to PostgreSQL."""
    world.services.publisher.step(world.clock.now)
    first = back_up(world, tmp_path / "first.zip")
    assert first.stat().st_mode & 0o777 == 0o600
    there = place_for(world, tmp_path / "there")
    bring_back(world, there, first)
    services = serving(world, there)
    assert faults_of(services) == []
    assert pages_of(services) == pages_of(world.services)
    second = back_up(world, tmp_path / "second.zip", settings=there)
    assert rows_in(second) == rows_in(first)
    services.database.close()
    assert {path.stat().st_mode & 0o077 for path in there.data.glob("*.sqlite")} == {0}
    if prepared.cluster:
        url = engines.fresh_database(prepared.cluster)
        last = place_for(world, tmp_path / "last", url)
        bring_back(world, last, second)
        services = serving(world, last)
        assert faults_of(services) == []
        assert pages_of(services) == pages_of(world.services)
        assert rows_in(back_up(world, tmp_path / "third.zip", settings=last)) == rows_in(first)
        with pytest.raises(WillNotRestore, match="The database is not empty"):
            bring_back(world, place_for(world, tmp_path / "again", url), first)
        services.database.close()
        engines.drop_database(url)


@pytest.mark.both_engines
def test_what_was_written_meanwhile_never_leaves_the_rows_behind_a_head(
    world: World, tmp_path: Path
) -> None:
    visitor, done = world.signed_in("facilitator", VILLAGE), threading.Event()
    add_needs(visitor, 1)

    def write() -> None:
        while not done.is_set():
            add_needs(visitor, 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [back_up(world, tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        done.set()
        writer.join()
    sizes = []
    for path in paths:
        with opened_backup([str(path)], None) as backup:
            prove(backup)
            sizes.append(backup.manifest.said["heads"][VILLAGE]["size"])
    assert sizes == sorted(set(sizes)), "it was written meanwhile"


def test_an_increment_holds_only_what_changed_and_rests_on_all_before(
    world: World, tmp_path: Path
) -> None:
    world.services.publisher.step(world.clock.now)
    whole = back_up(world, tmp_path / "whole.zip")
    visitor = world.signed_in("facilitator", VILLAGE)
    add_needs(visitor, 3)
    more = back_up(world, tmp_path / "more.zip", whole)
    add_needs(visitor, 1)
    last = back_up(world, tmp_path / "last.zip", more)
    assert more.stat().st_size < whole.stat().st_size / 4
    lying = {name.split("/")[1] for name in zipfile.ZipFile(more).namelist() if "rows/" in name}
    assert {"log_leaf", "need"} <= lying
    assert not {"household", "ledger_entry", "place", "account"} & lying
    with opened_backup([str(last), str(whole), str(more)], None) as backup:
        prove(backup)
    for lacking in ([last], [last, whole]):
        with pytest.raises(Broken, match="which was not given"):
            bring_back(world, place_for(world, tmp_path / "lacking"), *lacking)
    assert not (tmp_path / "lacking").exists()
    there = place_for(world, tmp_path / "there")
    bring_back(world, there, whole, more, last)
    services = serving(world, there)
    with services.database.read() as session, world.services.database.read() as mine:
        assert record_size(session, VILLAGE) == record_size(mine, VILLAGE)
    services.database.close()


@pytest.mark.both_engines
def test_an_older_revision_is_restored_and_migrated_on(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'first.sqlite'}"
    if prepared.cluster:
        url = engines.fresh_database(prepared.cluster)
    database = Database(url)
    migrate(database, "0001")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO household (id, village, number, isibo, members, answers, changed_at)"
            " VALUES ('0123456789abcdef0123456789abcdef', '22120308', 1, 'Ingenzi', 3,"
            " '{\"a\": 1}', '2026-01-02 03:04:05.000006')"
        )
    database.close()
    old = replace(place_for(world, tmp_path / "old"), database_url=url)
    path = back_up(world, tmp_path / "old.zip", settings=old)
    assert read_manifest(str(path), None).said["revision"] == "0001"
    there = place_for(world, tmp_path / "there")
    bring_back(world, there, path)
    database = Database(there.database_url)
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT isibo, answers, changed_at FROM household").one()
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    database.close()
    assert tuple(found) == ("Ingenzi", '{"a": 1}', "2026-01-02 03:04:05.000006")
    assert str(version) > "0001"


def test_what_is_meant_to_be_forgotten_stays_out(world: World, tmp_path: Path) -> None:
    world.signed_in("facilitator", VILLAGE)
    world.services.drafts.put(b"a name that is still to be covered")
    key = bytes(range(200, 232))
    world.services.vault.kept("a-vote-that-goes-on", lambda: key)
    made = back_up(world, tmp_path / "one.zip")
    with zipfile.ZipFile(made) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            assert key not in data
            assert key.hex().encode() not in data
    manifest = read_manifest(str(made), None)
    left_out = {
        "ballot",
        "paper_ballot",
        "sign_in",
        "throttle",
        "known_device",
        "draft",
        "in_charge",
    }
    assert not left_out & set(manifest.said["tables"])
    assert set(manifest.said["tables"]) | left_out == set(SQLModel.metadata.tables)
    assert {one.name.split("/")[0] for one in manifest.entries} == {
        "rows", "heads", "keys", "blobs"
    } - ({"heads"} if not manifest.said["heads"] else set())  # fmt: skip


class PowerLoss(BaseException):
    """Nothing runs after it."""


def test_half_a_restore_is_refused_by_all(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes before each step: at the last one all is there but the word for it."""
    sign(world, VILLAGE)
    path = back_up(world, tmp_path / "whole.zip")
    there = place_for(world, tmp_path / "there")

    def lost(*_arguments: object) -> None:
        raise PowerLoss

    for step in ("_load", "_load_blobs", "_tell", "_take_into_use", "rmtree"):
        with monkeypatch.context() as power:
            power.setattr(shutil if step == "rmtree" else restoring, step, lost)
            with pytest.raises(PowerLoss):
                bring_back(world, there, path)
        with pytest.raises(WrongSetting, match="restore was begun here"):
            prove_folder(there)
        with pytest.raises(WillNotRestore, match="restore was begun here"):
            bring_back(world, there, path)
        shutil.rmtree(there.restoring)
        (there.data / "ubudehe.sqlite").unlink(missing_ok=True)
    assert bring_back(world, there, path).rolled_back == ()
    services = serving(world, there)
    assert faults_of(services) == []
    services.database.close()
