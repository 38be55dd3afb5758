"""Which tables the plans of SQLite read whole, for statements that were sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from ubudehe.storage.engine import Database

Sent = dict[str, Any]
"""Each statement, with what it was asked with the first time."""


@contextmanager
def statements() -> Iterator[Sent]:
    """Gather every statement that is sent meanwhile."""
    found: Sent = {}

    def note(
        _connection: object, _cursor: object, statement: str, given: Any, *_more: object
    ) -> None:
        found.setdefault(statement, given)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(database: Database, sent: Sent) -> list[str]:
    """Return the tables that a plan reads whole, each with the statement, as a test tells it."""
    told = []
    with database.read() as session:
        connection = session.connection()
        for statement, given in sent.items():
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", statement):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            names = {
                match[1]
                for line in plan
                if (match := re.match(r"SCAN (?:TABLE )?([a-z_]+)(?!.*VIRTUAL)", line[-1]))
            }
            names = {name for name in names if not name.startswith("anon_")}
            if names:
                told.append(f"{sorted(names)}: {statement}")
    return told
