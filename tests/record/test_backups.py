"""A whole server in one file, and back: on any engine, nothing lost, nothing taken back unseen."""

import hashlib
import json
import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tests import engines
from tests.client import Client
from tests.conftest import VILLAGE, Visitor, World
from tests.preparing import Prepared
from tests.record.logs import sign
from tests.test_walk import crawl
from tests.verifier.checking import check, told, warned
from ubudehe import cli
from ubudehe.app import create_app
from ubudehe.checking import check_everything
from ubudehe.record.backups import restoring
from ubudehe.record.backups.making import make_backup
from ubudehe.record.backups.opening import opened_backup, read_manifest, write_file
from ubudehe.record.backups.proving import prove
from ubudehe.record.backups.restoring import Restored, WillNotRestore, restore
from ubudehe.record.queries import record_size
from ubudehe.record.roll_backs import roll_backs
from ubudehe.record.rules.policies import Policy
from ubudehe.settings import Settings, WrongSetting, prove_folder
from ubudehe.storage.backups.files import Broken, Writer
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.verifier.older import parse_older
from ubudehe.web.services import Services, open_services

REASON = "The disk of the district's server broke."


def back_up(world: World, path: Path, *bases: Path, settings: Settings | None = None) -> Path:
    """Back up a server, the world's own if no other is named."""
    settings = settings or world.services.settings
    manifests = [read_manifest(str(one), None) for one in bases]
    known = [entry.sha256 for one in manifests for entry in one.entries]
    database = Database(settings.database_url)
    write_file(
        str(path),
        None,
        lambda out: make_backup(
            database, settings, Writer(out, known), manifests[-1:], world.clock.now
        ),
    )
    database.close()
    return path


def place_for(world: World, folder: Path, url: str = "") -> Settings:
    """Return the settings of an empty place."""
    return replace(
        world.services.settings,
        data=folder,
        database_url=url or f"sqlite:///{folder / 'ubudehe.sqlite'}",
        witnesses=folder / "policy",
    )


def bring_back(
    world: World, settings: Settings, *files: Path, reason: str | None = None
) -> Restored:
    with opened_backup([str(one) for one in files], None) as backup:
        return restore(backup, settings, reason, world.clock.now)


def add_needs(visitor: Visitor, number: int) -> None:
    """Do so many acts in the village; each signs its head."""
    for _ in range(number):
        typed = {"text": "A bridge over the stream", "symbol": "bridge"}
        visitor.done(f"/en/work/{VILLAGE}/projects/need", typed)


def serving(world: World, settings: Settings) -> Services:
    return open_services(settings, world.clock)


def faults_of(services: Services) -> list[str]:
    with services.database.read() as session:
        found = check_everything(session, services.country, services.heads, Policy())
    return [f"{one.log}: {one.told('en')}" for one in found.faults]


def rows_in(path: Path) -> dict[str, str]:
    return {one.name: one.sha256 for one in read_manifest(str(path), None).under("rows/")}


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


Parts = dict[str, bytes]


def a_byte_in_a_chunk(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith("rows/household/"))
    parts[name] = parts[name].replace(b"1", b"2", 1)


def a_dropped_chunk(parts: Parts) -> None:
    del parts[next(one for one in parts if one.startswith("rows/total/"))]


def a_dropped_photo(parts: Parts) -> None:
    del parts[next(one for one in parts if one.startswith("blobs/"))]


def a_part_too_many(parts: Parts) -> None:
    parts["rows/account/more.jsonl"] = b"[]\n"


def a_head_of_another_place(parts: Parts) -> None:
    other = next(one for one in parts if one.startswith("heads/43"))
    forged(parts, f"heads/{VILLAGE}.notes", parts[other])


def an_event_left_out(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith(f"rows/log_leaf/{VILLAGE[:6]}"))
    lines = parts[name].splitlines(keepends=True)
    forged(parts, name, b"".join(lines[:-1]))


def an_event_changed(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith(f"rows/log_leaf/{VILLAGE[:6]}"))
    lines = parts[name].splitlines(keepends=True)
    first, second = json.loads(lines[0]), json.loads(lines[1])
    first[2:] = second[2:]  # another event with its own hash: only the root can tell
    lines[0] = (json.dumps(first) + "\n").encode()
    forged(parts, name, b"".join(lines))


def forged(parts: Parts, name: str, data: bytes) -> None:
    """Put other bytes in, and let the list tell of them as if they were right."""
    parts[name] = data
    said = json.loads(parts["manifest.json"])
    for entry in said["entries"]:
        if entry[0] == name:
            rows = None if entry[3] is None else data.count(b"\n")
            entry[1:] = [hashlib.sha256(data).hexdigest(), len(data), rows]
    parts["manifest.json"] = json.dumps(said).encode()


TAMPERED: tuple[tuple[Callable[[Parts], None], str], ...] = (
    (a_byte_in_a_chunk, "is not what the backup was made of"),
    (a_dropped_chunk, "rows/total/.* is missing"),
    (a_dropped_photo, "blobs/.* is missing"),
    (a_part_too_many, "which its list does not name"),
    (a_head_of_another_place, "is not the one that the backup tells of"),
    (an_event_left_out, f"The record of {VILLAGE} has"),
    (an_event_changed, "do not make the root that its head signs"),
)


def test_whatever_was_changed_in_a_file_is_found(world: World, tmp_path: Path) -> None:
    world.services.publisher.step(world.clock.now)
    good = back_up(world, tmp_path / "good.zip")
    with zipfile.ZipFile(good) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for damage, expected in TAMPERED:
        harmed = dict(parts)
        damage(harmed)
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as file:
            for name, data in harmed.items():
                file.writestr(name, data)
        with pytest.raises(Broken, match=expected):
            bring_back(world, place_for(world, tmp_path / "there"), tmp_path / "bad.zip")
    data = good.read_bytes()
    (tmp_path / "bad.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(Broken, match="no backup, or it was cut short"):
        bring_back(world, place_for(world, tmp_path / "there"), tmp_path / "bad.zip")
    assert not (tmp_path / "there").exists()


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


def test_nothing_that_is_needed_is_written_over(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, base = world.services.settings, tmp_path / "base.zip"
    assert run(monkeypatch, settings, "backup", str(base)) == 0
    kept = base.read_bytes()
    again = tmp_path / "." / "base.zip"
    assert run(monkeypatch, settings, "backup", "--incremental", str(base), str(again)) == 2
    assert base.read_bytes() == kept
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run(monkeypatch, settings, "backup", str(pipe)) == 1
    assert pipe.is_fifo()
    assert run(monkeypatch, settings, "check", "99999999") == 2


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


def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> int:
    """Run a command as an operator types it."""
    monkeypatch.setenv("UBUDEHE_DATA", str(settings.data))
    monkeypatch.setenv("UBUDEHE_DATABASE_URL", settings.database_url)
    monkeypatch.setattr("sys.argv", ["ubudehe", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_commands_of_an_operator(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    world.services.publisher.step(world.clock.now)
    here, file = world.services.settings, str(tmp_path / "one.zip")
    client = world.client()
    assert "backup" not in client.get("/healthz").json()
    assert "ubudehe_backup_age_seconds" not in client.get("/metrics").text
    assert run(monkeypatch, here, "backup", file) == 0
    assert "ubudehe_backup_age_seconds 0" in client.get("/metrics").text
    assert client.get("/healthz").json()["backup"]["at"]
    assert run(monkeypatch, here, "backup", "--check", file) == 0
    assert "12 records with" in capfd.readouterr().out
    assert run(monkeypatch, here, "drill", file) == 0
    assert "0 faults" in capfd.readouterr().out
    assert run(monkeypatch, here, "restore", file) == 1
    assert "The database is not empty" in capfd.readouterr().err
    there = place_for(world, tmp_path / "there")
    assert run(monkeypatch, there, "backup", file) == 1
    assert run(monkeypatch, there, "restore", file, "--roll-back", "Call 0788123456") == 2
    assert not there.data.exists()
    assert run(monkeypatch, there, "restore", file) == 0
    assert "12 records checked, 0 faults." in capfd.readouterr().out
    assert run(monkeypatch, there, "backup", "--check", str(tmp_path / "none.zip")) == 1
    monkeypatch.setenv("UBUDEHE_HOST", "other.example")
    assert run(monkeypatch, place_for(world, tmp_path / "other"), "restore", file) == 1
    assert "set UBUDEHE_HOST" in capfd.readouterr().err


def test_a_backup_is_encrypted_to_a_key(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age = pytest.importorskip("pyrage", reason="the extra «encryption» is not installed")
    identity = age.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# kept by two people\n{identity}\n")
    sign(world, VILLAGE)
    here, file = world.services.settings, str(tmp_path / "one.age")
    to = str(identity.to_public())
    assert run(monkeypatch, here, "backup", file, "--to", to) == 0
    assert Path(file).read_bytes().startswith(b"age-encryption.org/v1")
    assert Path(file).stat().st_mode & 0o777 == 0o600
    assert run(monkeypatch, here, "backup", "--check", file) == 1
    key = ("--identity", str(tmp_path / "key"))
    assert run(monkeypatch, here, "backup", "--check", file, *key) == 0
    assert run(monkeypatch, here, "drill", file, *key) == 0
    harmed = Path(file).read_bytes()
    Path(file).write_bytes(harmed[:-1] + bytes([harmed[-1] ^ 1]))
    assert run(monkeypatch, here, "backup", "--check", file, *key) == 1
    assert run(monkeypatch, here, "backup", str(tmp_path / "two"), "--to", "nobody") == 1
    assert not (tmp_path / "two").exists()
