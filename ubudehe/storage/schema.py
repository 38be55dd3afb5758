"""Bringing a database to the newest form, forward only."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from ubudehe.storage.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(database: Database) -> Config:
    """Return what Alembic needs to know about `database`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Bring `database` to the newest form; does nothing where it is there already."""
    command.upgrade(alembic_config(database), "head")
