"""The database itself refuses to change or to forget what stands in the record."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.conftest import VILLAGE, World
from ubudehe.record.checking import check_log
from ubudehe.storage.engine import Database

pytestmark = pytest.mark.both_engines

REFUSED = (
    "UPDATE log_leaf SET idx = idx + 100000 WHERE log = :v",
    "UPDATE log_leaf SET entry = leaf_hash WHERE log = :v AND idx = 3",
    "DELETE FROM log_leaf WHERE log = :v AND idx = 3",
    "UPDATE log_node SET level = 60 WHERE log = :v AND level = 1 AND idx = 0",
    "DELETE FROM log_node WHERE log = :v AND level = 5",
    "UPDATE log_head SET size = size - 1 WHERE log = :v",
    "UPDATE log_head SET log = '52' WHERE log = :v",
    "DELETE FROM log_head WHERE log = :v",
    "UPDATE act SET idx = 0 WHERE log = :v AND idx = 4",
    "UPDATE act SET type = 'txn.void' WHERE log = :v AND idx = 4",
    "DELETE FROM opening WHERE log = :v; DELETE FROM act WHERE log = :v AND idx = 4",
)
ONLY = {
    "sqlite": (
        (
            "REPLACE INTO log_leaf SELECT log, 3, entry, leaf_hash FROM log_leaf "
            "WHERE log = :v AND idx = 4"
        ),
        "UPDATE OR REPLACE log_leaf SET idx = 3 WHERE log = :v AND idx = 4",
    ),
    "postgresql": (
        "TRUNCATE log_leaf CASCADE",
        "TRUNCATE log_head CASCADE",
        (
            "INSERT INTO log_leaf SELECT log, 3, entry, leaf_hash FROM log_leaf WHERE log = :v "
            "AND idx = 4 ON CONFLICT (log, idx) DO UPDATE SET entry = excluded.entry"
        ),
    ),
}


def run(database: Database, statements: str) -> None:
    with database.write() as session:
        for statement in statements.split(";"):
            session.execute(text(statement), {"v": VILLAGE} if ":v" in statement else {})


@pytest.mark.parametrize("number", range(len(REFUSED) + 3))
def test_what_stands_in_the_record_is_not_changed(world: World, number: int) -> None:
    every = REFUSED + ONLY[world.services.database.engine.dialect.name]
    if number >= len(every):
        pytest.skip("one statement fewer on this engine")
    database = world.services.database
    with pytest.raises(IntegrityError, match="only ever added to"):
        run(database, every[number])
    with database.read() as session:
        assert check_log(session, VILLAGE, world.services.heads) == []


def test_what_is_not_published_may_still_be_changed(world: World) -> None:
    with world.services.database.write() as session:
        session.execute(text("UPDATE act SET account = NULL WHERE log = :v"), {"v": VILLAGE})
        session.execute(text("UPDATE log_head SET changed = 1 WHERE log = :v"), {"v": VILLAGE})
        session.execute(text("DELETE FROM opening WHERE log = :v"), {"v": VILLAGE})
