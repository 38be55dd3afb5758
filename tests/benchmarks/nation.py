"""A country in which every village holds figures: rows of simulated villages, copied.

The records it holds are no records (their hashes and signatures do not fit): it is for measuring
what pages cost, and for nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ubudehe.moving.belonging import OWN
from ubudehe.moving.rows import Lines, read_lines
from ubudehe.storage.backups.rows import tables_of, typed_table, values_of
from ubudehe.storage.engine import Database

LITTLE = ("log_head", "total", "log_leaf", "act", "ledger_entry", "entry_posting")
"""What every village of the country has; those of one district have all."""
PROOF = ("log_node", "opening")
"""What no page of figures reads."""
_MOST_ACTS = 30
_AT_ONCE = 20_000


@dataclass
class _Rows:
    """Rows on their way into the database, by table."""

    connection: sa.Connection
    tables: dict[str, tuple[sa.TableClause, dict[str, str]]]
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    many: int = 0

    def add(self, table: str, row: dict[str, Any]) -> None:
        self.waiting.setdefault(table, []).append(row)
        self.many += 1
        if self.many >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        for table, rows in self.waiting.items():
            self.connection.execute(sa.insert(self.tables[table][0]), rows)
        self.waiting, self.many = {}, 0


def fill(database: Database, sources: list[str], district: str, entries: int = 1) -> int:
    """Give every village without a record rows of one of the `sources`; return how many there are.

    Those of `district` get all of them, and each entry `entries` times.
    """
    with database.engine.connect() as connection:
        given = [_lines(connection, code) for code in sources]
        every = _villages(connection)
        known = set(connection.execute(sa.text("SELECT log FROM log_head")).scalars())
        codes = [code for code in every if code not in known]
    with database.write() as session:
        connection = session.connection()
        later = {"sqlite": "PRAGMA defer_foreign_keys = ON"}
        connection.exec_driver_sql(
            later.get(connection.dialect.name, "SET LOCAL session_replication_role = replica")
        )
        tables = {one.name: typed_table(one) for one in tables_of(connection) if one.name in OWN}
        rows = _Rows(connection, tables)
        for at, code in enumerate(codes):
            whole = code.startswith(district)
            source = sources[at % len(sources)]
            _copy(rows, given[at % len(sources)], source, code, at + 1, whole, entries)
        rows.write()
        connection.exec_driver_sql("UPDATE log_head SET figured = 0")
        connection.exec_driver_sql("ANALYZE")
    return len(every)


def _lines(connection: sa.Connection, code: str) -> Lines:
    return read_lines(connection, code, lean=True)


def _villages(connection: sa.Connection) -> list[str]:
    query = sa.text("SELECT code FROM place WHERE level = 'village' ORDER BY code")
    return list(connection.execute(query).scalars())


def _copy(
    rows: _Rows, lines: Lines, source: str, code: str, at: int, whole: bool, entries: int
) -> None:
    own = _own_ids(lines)
    for table, columns in lines.columns.items():
        if table in PROOF or not (whole or table in LITTLE):
            continue
        kinds = dict(columns)
        names = [name for name, _ in columns]
        copies = entries if whole and table in ("ledger_entry", "entry_posting") else 1
        for line in _some(table, lines, names, whole):
            for copy in range(copies):
                mask = (at << 64) + (copy << 100)
                said = [
                    _told(value, kind, source, code, own, mask)
                    for value, (_, kind) in zip(line, columns, strict=True)
                ]
                row = values_of(said, kinds)
                if table == "ledger_entry":
                    row["number"] += 10_000 * copy
                if table == "log_head":
                    row["changed"] -= 60_000 * (at % 20_000)
                rows.add(table, row)


def _some(table: str, lines: Lines, names: list[str], whole: bool) -> Iterator[list[Any]]:
    """Yield the lines of a table that a village gets."""
    every = lines.of[table]
    if table in ("log_leaf", "act") and not whole:
        index = names.index("idx")
        first = max(line[index] for line in every) - _MOST_ACTS
        every = [line for line in every if line[index] >= first]
    if table in ("ledger_entry", "entry_posting") and not whole:
        ids = lines.values("ledger_entry", "id")[:6]
        key = names.index("id" if table == "ledger_entry" else "entry")
        every = [line for line in every if line[key] in ids]
    yield from every


def _own_ids(lines: Lines) -> set[str]:
    return {
        str(value)
        for table in lines.of
        for value in (*lines.values(table, "id"), *lines.values(table, "act"))
    }


def _told(value: Any, kind: str, source: str, code: str, own: set[str], mask: int) -> Any:
    if value == source:
        return code
    if kind in ("uuid", "text", "json") and isinstance(value, str) and value in own:
        return str(UUID(int=UUID(value).int ^ mask))
    return value
