"""Backing a server up in tests, bringing it back elsewhere, and what is compared then."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, Visitor, World
from ubudehe import cli
from ubudehe.checking import check_everything
from ubudehe.record.backups.making import make_backup
from ubudehe.record.backups.opening import opened_backup, read_manifest, write_file
from ubudehe.record.backups.restoring import Restored, restore
from ubudehe.record.rules.policies import Policy
from ubudehe.settings import Settings
from ubudehe.storage.backups.files import Writer
from ubudehe.storage.engine import Database
from ubudehe.web.services import Services, open_services


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


def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> int:
    """Run a command as an operator types it."""
    monkeypatch.setenv("UBUDEHE_DATA", str(settings.data))
    monkeypatch.setenv("UBUDEHE_DATABASE_URL", settings.database_url)
    monkeypatch.setattr("sys.argv", ["ubudehe", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code
