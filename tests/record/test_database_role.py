"""The app under a role of PostgreSQL that owns nothing: it works, and cannot rewrite the record."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from tests.conftest import VILLAGE, World
from tests.households.test_register import HOME, HOMES
from tests.ledger.test_money import CAME, propose
from tests.moving.servers import close, district, faults_of, sent, taken
from tests.moving.test_there_and_back import A_NEED, NEED
from tests.preparing import Prepared, opened
from tests.shell import run_with
from ubudehe.openbooks.figures.renewing import renew
from ubudehe.record.checking import check_log
from ubudehe.record.database_role import NotARole, role_sql
from ubudehe.storage.engine import Database

ROLE = f"ubudehe_app_{os.getpid()}"
REFUSED = (
    "UPDATE log_leaf SET entry = leaf_hash WHERE log = '22120308' AND idx = 3",
    "DELETE FROM log_leaf WHERE log = '22120308'",
    "TRUNCATE log_leaf CASCADE",
    "DROP TRIGGER log_leaf_never_update ON log_leaf",
    "ALTER TABLE log_leaf DISABLE TRIGGER ALL",
    "DROP TABLE log_leaf CASCADE",
    "DROP FUNCTION record_only_grows() CASCADE",
    "CREATE TABLE mine (id int)",
    "SET session_replication_role = replica",
    "DELETE FROM log_node",
    "UPDATE act SET account = NULL",
    "DELETE FROM act",
    "DELETE FROM log_head",
    "UPDATE log_head SET log = '1'",
    "UPDATE opening SET value = '1'",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE alembic_version SET version_num = '0001'",
)


def restricted(world: World) -> str:
    """Let the owner make the role; return the address with which the app then comes."""
    owner = world.services.database
    with owner.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(role_sql(ROLE, SQLModel.metadata.tables).encode())
        raw.commit()
    return make_url(owner.url).set(username=ROLE).render_as_string(hide_password=False)


@pytest.fixture
def as_role(world: World) -> Iterator[World]:
    """The demo's server, run by the role that owns nothing."""
    if world.services.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no roles: the file is its owner's")
    owner, services = world.services.database, world.services
    home = services.settings.data
    world.services = opened(restricted(world), home)
    object.__setattr__(world.services, "clock", world.clock)
    yield world
    world.services.database.close()
    world.services = services
    with owner.write() as session:
        session.execute(text(f"DROP OWNED BY {ROLE}"))
        session.execute(text(f"DROP ROLE {ROLE}"))


@pytest.mark.both_engines
def test_acts_and_pages_work_under_it(as_role: World) -> None:
    as_role.signed_in("facilitator", VILLAGE).done(f"{HOMES}/new", HOME)
    entry = propose(as_role, CAME, "came")
    as_role.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    services = as_role.services
    assert renew(services.database, services.country) > 0
    services.publisher.step(as_role.clock.now)
    assert as_role.client().get("/en/").status_code == 200
    with services.database.read() as session:
        assert check_log(session, VILLAGE, services.heads) == []


@pytest.mark.both_engines
def test_the_server_refuses_it_what_would_rewrite_the_record(as_role: World) -> None:
    database: Database = as_role.services.database
    for statement in REFUSED:
        with pytest.raises(DBAPIError) as refused, database.write() as session:
            session.execute(text(statement))
        assert refused.value.orig is not None
        assert getattr(refused.value.orig, "sqlstate", "") == "42501", statement


@pytest.mark.both_engines
def test_a_village_leaves_and_comes_back_under_it(
    as_role: World, prepared: Prepared, tmp_path: Path
) -> None:
    here = as_role.services
    here.publisher.step(as_role.clock.now)
    other = district(prepared, as_role, tmp_path / "district")
    file, _ = sent(here, other.services)
    taken(other.services, file)
    assert faults_of(other.services) == []
    other.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    assert faults_of(other.services) == []
    back, _ = sent(other.services, here)
    assert taken(here, back).rows
    assert faults_of(here) == []
    close(other)


@pytest.mark.both_engines
def test_the_commands_work_under_it_and_it_cannot_migrate(as_role: World) -> None:
    given = {
        "UBUDEHE_DATA": str(as_role.services.settings.data),
        "UBUDEHE_DATABASE_URL": as_role.services.database.url,
    }
    assert run_with(given, "check").returncode == 0
    with Database(as_role.services.database.url.replace(ROLE, "ubudehe")).write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0050'"))
    refused = run_with(given, "database", "migrate")
    assert refused.returncode == 2
    assert "as the owner of the tables" in refused.stderr


def test_every_table_is_granted_and_a_name_is_only_a_name() -> None:
    made = role_sql("app", ["vote", "log_leaf"])
    assert "GRANT SELECT, INSERT ON log_leaf TO app;" in made
    assert "GRANT SELECT, INSERT, UPDATE, DELETE ON vote TO app;" in made
    for name in ("", "App", "app; DROP TABLE act", 'a"b', "1a"):
        with pytest.raises(NotARole):
            role_sql(name, [])
