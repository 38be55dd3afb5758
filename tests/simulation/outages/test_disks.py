"""A power cut takes what nobody asked the disk for, and nothing that the server relies on."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.engines import roomy_place
from tests.simulation.outages.disks import Disk, Shelf, missing, shelf
from ubudehe.settings import Settings
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.kept import replace_file, sync
from ubudehe.storage.security_log import SecurityLog, counters_of
from ubudehe.storage.vault import FileVault
from ubudehe.web.services import open_services

NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture
def alone() -> Iterator[Shelf]:
    with TemporaryDirectory(dir=roomy_place()) as folder, shelf(Path(folder), [16]) as made:
        yield made


@pytest.fixture
def disk(alone: Shelf) -> Disk:
    return alone.disks[0]


def power_cut(alone: Shelf) -> None:
    with alone.power_cut():
        pass
    alone.disks[0].go_on_from_copy()
    assert not alone.disks[0].sick


def test_what_was_only_written_is_gone(alone: Shelf, disk: Disk) -> None:
    (disk.place / "written").write_bytes(b"x" * 5_000)
    power_cut(alone)
    assert not (disk.place / "written").exists()


def test_what_is_kept_by_its_name_stays(alone: Shelf, disk: Disk) -> None:
    content, data = b"a receipt" * 900, disk.place / "data"
    data.mkdir()
    (data / "given").write_bytes(b"old")
    sync(disk.place)
    sync(data)
    digest = Blobs(data / "blobs").put(content)
    power_cut(alone)
    assert Blobs(data / "blobs").get(digest) == content
    replace_file(data / "given", b"new")
    power_cut(alone)
    assert (data / "given").read_bytes() == b"new"
    vault = FileVault(data / "vote-keys")
    vault.kept("one", lambda: b"k" * 32)
    power_cut(alone)
    assert vault.read("one") == b"k" * 32
    vault.destroy("one")
    power_cut(alone)
    assert vault.read("one") is None


def test_the_security_log_keeps_what_somebody_may_do_and_after_a_moment_all(
    alone: Shelf, disk: Disk, tmp_path: Path
) -> None:
    log = SecurityLog(disk.place / "security", b"s", counters_of(tmp_path))

    def kept() -> list[str]:
        return [json.loads(line)["event"] for line in log.lines()]

    log.note("role.grant", NOW)
    power_cut(alone)
    assert kept() == ["role.grant"]
    log.note("sign_in.failed", NOW)
    log.settle()
    power_cut(alone)
    assert kept() == ["role.grant", "sign_in.failed"]


def test_a_full_disk_leaves_nothing_half_kept_and_is_no_trouble_afterwards(
    disk: Disk, tmp_path: Path
) -> None:
    log, blobs = SecurityLog(disk.place, b"s", counters_of(tmp_path)), Blobs(disk.place / "blobs")
    blobs.put(b"y")
    log.note("sign_in", NOW)
    disk.fill(0)
    with pytest.raises(OSError, match="No space"):
        blobs.put(b"x" * 50_000)
    assert len([one for one in blobs.folder.rglob("*") if one.is_file()]) == 1
    for _ in range(200):  # until a line does not fit into what its file has
        log.note("sign_in", NOW)
    disk.make_room()
    log.note("sign_out", NOW)
    assert [*log.lines()][-1].endswith('"sign_out"}')


def test_what_a_killed_process_had_not_synced_is_synced_before_it_is_told(
    alone: Shelf, disk: Disk
) -> None:
    data, file = disk.place / "data", disk.place / "data" / "ubudehe.sqlite"
    data.mkdir()
    killed = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "CREATE TABLE kept (act INTEGER)"):
        killed.execute(statement)
    sync(disk.place)
    killed.execute("PRAGMA synchronous=OFF")  # as if it ended before its commit reached the disk
    killed.execute("INSERT INTO kept VALUES (1)")
    url = f"sqlite:///{file}"
    open_services(Settings(data, url, "localhost:8000", None, https=False)).database.close()
    with alone.power_cut():
        pass
    killed.close()
    disk.go_on_from_copy()
    after = sqlite3.connect(file)
    assert after.execute("SELECT act FROM kept").fetchall() == [(1,)]
    after.close()
