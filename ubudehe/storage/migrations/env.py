"""Alembic's way into the database that is being migrated."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from ubudehe.storage.columns import Moment


def plain_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own and SQLModel's column types as the plain ones they stand on."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite copy tables that others refer to; nothing may refer to nowhere afterwards.

    SQLite changes a table by copying it and dropping the old one, which its foreign keys forbid.
    The pragma is heard only outside a transaction. https://www.sqlite.org/lang_altertable.html, 7.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Raise RuntimeError, which undoes the migration, where a row refers to nowhere."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"this migration leaves rows that refer to nowhere: {lost[:5]}")


config = context.config
engine = config.attributes["engine"].execution_options(writing=True)

with engine.connect() as connection, foreign_keys_off(connection):
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        check_references(connection)
