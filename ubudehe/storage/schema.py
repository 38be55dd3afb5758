"""Bringing a database to the newest form, forward only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from ubudehe.storage.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(database: Database) -> Config:
    """Return what Alembic needs to know about `database`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Bring `database` to the newest form, or to `revision`; nothing is done where it is there."""
    command.upgrade(alembic_config(database), revision)


def knows(revision: str) -> bool:
    """Tell whether this version of the program can read a database of that revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return revision in {
        one.revision for one in ScriptDirectory.from_config(config).walk_revisions()
    }
