"""Alembic's way into the database that is being migrated."""

from alembic import context
from sqlmodel import SQLModel

config = context.config
engine = config.attributes["engine"].execution_options(writing=True)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
