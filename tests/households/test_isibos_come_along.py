"""A database from before isibos were a list comes along, and its old records still fit."""

from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.households import actions
from ubudehe.households.isibos.tables import Isibo
from ubudehe.households.tables import Household
from ubudehe.storage.schema import alembic_config

pytestmark = pytest.mark.both_engines

HERE = f"/en/work/{VILLAGE}"
THIS = "0031"


def as_typed(_session: Any, _village: str, name: str, **_add: bool) -> str:
    """Return an isibo as a form said it, as acts did before there was a list."""
    return name


def go_back(world: World) -> None:
    """Take the lists away, as before the migration that makes them."""
    config = alembic_config(world.services.database)
    before = ScriptDirectory.from_config(config).get_revision(THIS).down_revision
    with world.services.database.write() as session:
        session.execute(text("DROP TABLE isibo"))
        session.execute(text("UPDATE alembic_version SET version_num = :one"), {"one": before})


def come_along(world: World) -> None:
    config = alembic_config(world.services.database)
    command.upgrade(config, THIS)
    command.stamp(config, "head")


def test_spellings_become_one_isibo_and_the_old_record_still_fits(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("Ingenzi", "ingenzi", "Ingenzi", "Gone", "—")
    with monkeypatch.context() as patch:
        patch.setattr(actions, "isibo_called", as_typed)
        for at, name in enumerate(names):
            home = {"head": f"HOME {'ABCDE'[at]}", "isibo": name, "f_36_64": str(at + 1)}
            facilitator.done(f"{HERE}/households/new", home)
        with world.services.database.read() as session:
            last = session.exec(select(Household).where(Household.isibo == "Gone")).one().id
        moved = {"head": "HOME D", "isibo": "INGENZI", "f_36_64": "4", "look": ""}
        facilitator.done(f"{HERE}/households/{last}", moved)
    go_back(world)
    come_along(world)
    with world.services.database.read() as session:
        listed = set(session.exec(select(Isibo.name).where(Isibo.village == VILLAGE)).all())
        homes = session.exec(select(Household.isibo).where(Household.village == VILLAGE)).all()
    assert "Ingenzi" in listed
    assert not {"ingenzi", "INGENZI", "Gone", "—"} & listed, "only what a household has today"
    assert homes.count("Ingenzi") == 4
    assert homes.count("—") == 1
    assert set(homes) == listed | {"—"}
    assert faults_of_grown(world) == []

    facilitator.done(f"{HERE}/map/lay-out", {})
    assert faults_of_grown(world) == [], "the rest were laid out by isibos, not by spellings"
