"""Alembic's way into the database that is being migrated."""

from typing import Any, Literal

from alembic import context
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


config = context.config
engine = config.attributes["engine"].execution_options(writing=True)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
