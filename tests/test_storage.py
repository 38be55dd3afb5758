"""The database: migrations tell the whole truth, writes are all or nothing, files are kept once."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel, select

from tests import engines
from tests.conftest import VILLAGE, World
from tests.preparing import Prepared
from ubudehe.categories.appeals.tables import Appeal, AppealStep
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.tables import Account
from ubudehe.record.tables import Act
from ubudehe.storage import engine
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.columns import Stated
from ubudehe.storage.engine import AWAY, Database
from ubudehe.storage.schema import alembic_config, migrate

pytestmark = pytest.mark.both_engines


def test_migrations_make_exactly_the_tables_of_the_code(empty_world: World) -> None:
    migrate(empty_world.services.database)
    with empty_world.services.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


_OLD_ROUND = (
    """INSERT INTO household (id, village, number, isibo, members, answers, changed_at)
       VALUES (:household, '22120308', 1, 'Ingenzi', 3, '{}', :at)""",
    """INSERT INTO category_round (id, village, scheme, scheme_version, state, started_at)
       VALUES (:round, '22120308', '2020', 1, 'open', :at)""",
    """INSERT INTO category_decision (id, village, round, household, category, criterion,
       decided_by, decided_at, current)
       VALUES (:decision, '22120308', :round, :household, 'D', 'income_d', :account, :at, :yes)""",
    """INSERT INTO appeal (id, village, number, round, household, decision, wanted, ground,
       filed_at, state, outcome, decided_by, decided_at)
       VALUES (:appeal, '22120308', 1, :round, :household, :decision, 'C', 'We sold the cow.',
       :at, 'upheld', 'The cell saw it.', :account, :at)""",
)


def test_a_database_of_the_first_version_comes_along_with_its_rows(
    prepared: Prepared, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    if prepared.cluster:
        url = engines.fresh_database(prepared.cluster)
    database = Database(url)
    command.upgrade(alembic_config(database), "0001")
    ids = {name: uuid4() for name in ("household", "round", "decision", "appeal", "account")}
    sqlite = not prepared.cluster
    values = {name: id_.hex if sqlite else id_ for name, id_ in ids.items()}
    at = "2026-05-04 07:00:00.000000" if sqlite else datetime(2026, 5, 4, 7, tzinfo=UTC)
    with database.write() as session:
        for statement in _OLD_ROUND:
            session.execute(text(statement), {**values, "at": at, "yes": True})
    migrate(database)
    with database.read() as session:
        assert session.get_one(CategoryRound, ids["round"]).state == "mapped"
        appeal = session.get_one(Appeal, ids["appeal"])
        assert (appeal.level, appeal.since, appeal.direction) == ("cell", date(2026, 5, 4), "up")
        step = session.get_one(AppealStep, (ids["appeal"], 0))
        assert (step.outcome, step.reason) == ("upheld", "The cell saw it.")
        assert step.decided_at == datetime(2026, 5, 4, 7, tzinfo=UTC)
        assert session.get_one(CategoryDecision, ids["decision"]).votes_for == 0
    with database.write() as session, pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM household"))
    database.close()


def test_a_database_learns_by_which_act_each_entry_was_decided(
    world: World,
) -> None:
    """The migration finds in the record what the acts write down by themselves since."""
    database = world.services.database
    known = "SELECT number, decided_idx FROM ledger_entry ORDER BY village, number"
    photos = "SELECT sha256, added_idx FROM evidence ORDER BY entry, sha256"
    with database.read() as session:
        before = [list(session.execute(text(query))) for query in (known, photos)]
    with database.write() as session:
        session.execute(text("DROP INDEX ledger_entry_decided"))
        session.execute(text("ALTER TABLE ledger_entry DROP COLUMN decided_idx"))
        session.execute(text("ALTER TABLE evidence DROP COLUMN added_idx"))
    config = alembic_config(database)
    below = ScriptDirectory.from_config(config).get_revision("0010").down_revision
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": below})
    command.upgrade(config, "0010")
    with database.read() as session:
        after = [list(session.execute(text(query))) for query in (known, photos)]
    assert after == before


def test_a_write_that_fails_leaves_no_trace(world: World) -> None:
    database = world.services.database

    def fail_half_way() -> None:
        with database.write() as session:
            session.exec(select(Account)).first().name = "Changed"  # type: ignore[union-attr]
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as session:
        assert not session.exec(select(Account).where(Account.name == "Changed")).first()


def test_times_come_back_in_utc(world: World) -> None:
    with world.services.database.read() as session:
        at = session.exec(select(Act.at).where(Act.log == VILLAGE)).first()
    assert at
    assert at.tzinfo == UTC
    kigali = timezone(timedelta(hours=2))
    with world.services.database.write() as session:
        account = session.exec(select(Account)).first()
        assert account
        account.created_at = datetime(2026, 1, 1, 1, tzinfo=kigali)
        key = account.id
    with world.services.database.read() as session:
        assert session.get_one(Account, key).created_at == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_a_file_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"receipt")
    assert blobs.put(b"receipt") == digest
    assert blobs.get(digest) == b"receipt"
    assert blobs.get("0" * 64) is None
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    for name in ("../../etc/passwd", "", "G" * 64, digest.upper()):
        with pytest.raises(ValueError, match="SHA-256"):
            blobs.path(name)


def _on_server(world: World, setting: str) -> Database | None:
    """Return the world's database on its server, which now says `setting` to all who come."""
    url = world.services.settings.database_url
    if url.startswith("sqlite"):
        return None
    with world.services.database.engine.connect() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET {setting}')
        connection.commit()
    return Database(url)


@pytest.mark.parametrize(
    ("said", "meant"), [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")]
)
def test_an_act_is_on_the_disk_whatever_the_server_says(
    empty_world: World, said: str, meant: str
) -> None:
    database = _on_server(empty_world, f"synchronous_commit = '{said}'")
    if database is None:
        with empty_world.services.database.read() as session:
            full = 2
            assert session.execute(text("PRAGMA synchronous")).scalar_one() == full
        return
    with database.read() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar_one() == meant
    database.close()


def test_a_server_that_can_only_be_read_is_none_of_ours(empty_world: World) -> None:
    database = _on_server(empty_world, "default_transaction_read_only = on")
    if database is None:
        assert empty_world.services.database.engine.dialect.name == "sqlite"
        return
    with pytest.raises(AWAY), database.read() as session:
        session.execute(text("SELECT 1"))
    database.close()
    with empty_world.services.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "off"


def test_a_state_is_a_member_or_refused_and_a_false_word_can_still_be_read(world: World) -> None:
    states = Stated(EntryState, 12)
    dialect = world.services.database.engine.dialect
    assert states.process_bind_param("posted", dialect) == "posted"
    with pytest.raises(ValueError, match="lost"):
        states.process_bind_param("lost", dialect)
    assert states.process_result_value("posted", dialect) is EntryState.POSTED
    assert states.process_result_value("lost", dialect) == "lost"


def test_whoever_reads_sees_one_state_to_the_end(world: World) -> None:
    database = world.services.database
    with database.read() as session:
        before = session.exec(select(Account.name).order_by(Account.key)).all()
        with database.write() as other:
            other.exec(select(Account)).all()[0].name = "Somebody else"
        session.expire_all()
        again = session.exec(select(Account.name).order_by(Account.key)).all()
        assert again == before
    with database.read() as session:
        assert "Somebody else" in session.exec(select(Account.name)).all()


@pytest.mark.parametrize("workers", [1, 2, 4, 8, 20])
def test_all_processes_together_leave_connections_to_others(workers: int) -> None:
    pool = Database("postgresql+psycopg://nobody@localhost/x", workers).engine.pool
    assert isinstance(pool, QueuePool)
    assert workers * (pool.size() + pool._max_overflow) <= 80


def _process(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_whoever_reads_can_change_nothing_and_whoever_writes_after_it_can(world: World) -> None:
    database = world.services.database
    for _ in range(2):
        with pytest.raises(DBAPIError), database.read() as session:
            session.execute(text("DELETE FROM role_grant"))
        with database.write() as session:
            session.execute(text("UPDATE account SET name = name"))


@pytest.mark.on_postgresql
def test_reading_forgets_no_statement_that_is_prepared(world: World) -> None:
    database = world.services.database
    for _ in range(9):
        with database.read() as session:
            session.exec(select(Account.name)).all()
    with database.read() as session:
        prepared = session.execute(text("SELECT statement FROM pg_prepared_statements")).scalars()
        assert any("FROM account" in statement for statement in prepared)


@pytest.mark.on_postgresql
@pytest.mark.parametrize("writing", [False, True])
def test_a_connection_that_broke_while_nobody_used_it_is_made_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, writing: bool
) -> None:
    monkeypatch.setattr(engine, "_TRUSTED", -1.0)  # as if all had been idle for long
    database = world.services.database
    broken = _process(database)
    other = Database(world.services.settings.database_url)
    with other.read() as session:
        session.execute(text(f"SELECT pg_terminate_backend({broken})"))
    other.close()
    with database.write() if writing else database.read() as session:
        assert session.exec(select(Account)).all()
    assert _process(database) != broken
