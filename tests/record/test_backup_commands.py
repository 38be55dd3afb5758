"""What an operator types to back a server up and to bring it back, and what is refused."""

import os
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.record.backing_up import place_for, run
from tests.record.logs import sign


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
