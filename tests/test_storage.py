"""The database: migrations tell the whole truth, writes are all or nothing, files are kept once."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel, select

from tests.conftest import VILLAGE, World
from ubudehe.people.tables import Account
from ubudehe.record.tables import Act
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.schema import migrate


def test_migrations_make_exactly_the_tables_of_the_code(empty_world: World) -> None:
    migrate(empty_world.services.database)
    with empty_world.services.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


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
