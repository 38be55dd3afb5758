"""A village's rows as plain lines: read from one database, laid into another that is in use.

Laying in compares row by row: what is there already and the same is left alone, so that the same
file changes nothing a second time, and the record itself is only ever added to.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ubudehe.moving.belonging import OWN, PEOPLE, fits
from ubudehe.storage.backups.rows import (
    columns_of,
    line_of,
    lines_of,
    read_as_text,
    tables_of,
    typed_table,
    values_of,
)

_AT_ONCE = 500
Line = list[Any]


class Lines:
    """All rows that move, by table: each a line of plain values in the order of `columns`."""

    def __init__(self) -> None:
        self.columns: dict[str, list[tuple[str, str]]] = {}
        self.of: dict[str, list[Line]] = {}

    def put(self, table: str, columns: list[tuple[str, str]], lines: list[Line]) -> None:
        """Enter the rows of a table."""
        self.columns[table], self.of[table] = columns, lines

    def values(self, table: str, column: str) -> list[Any]:
        """Return what a column holds, row by row; nothing where there is no such table."""
        names = [name for name, _ in self.columns.get(table, [])]
        at = names.index(column) if column in names else -1
        return [line[at] for line in self.of.get(table, ())] if at >= 0 else []

    def ids(self) -> set[str]:
        """Return every id that a row names."""
        return {
            str(line[at])
            for table, columns in self.columns.items()
            for at, (_, kind) in enumerate(columns)
            if kind == "uuid"
            for line in self.of[table]
            if line[at] is not None
        }

    def as_bytes(self, table: str) -> bytes:
        """Return the rows of a table as lines of JSON."""
        return "".join(
            json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
            for line in self.of[table]
        ).encode()


def read_lines(connection: sa.Connection, code: str, *, lean: bool = False) -> Lines:
    """Return all rows of the village `code`; without those of people.

    `lean` leaves out the tables in which it has none.
    """
    found = Lines()
    for table in tables_of(connection):
        if table.name in OWN:
            lines = list(_own(connection, table, code))
            if lines or not lean:
                found.put(table.name, columns_of(table), lines)
    return found


def read_people(connection: sa.Connection, ids: Iterable[str], keys: Iterable[str]) -> Lines:
    """Return the rows of the accounts with one of these ids or public keys."""
    (table,) = tables_of(connection, PEOPLE)
    plain, kinds = typed_table(table)
    lines: dict[str, Line] = {}
    for column, wanted in (
        ("id", [values_of([one], {"id": "uuid"})["id"] for one in sorted(ids)]),
        ("key", sorted(keys)),
    ):
        for first in range(0, len(wanted), _AT_ONCE):
            some = plain.c[column].in_(wanted[first : first + _AT_ONCE])
            for line in _lines(connection, plain, kinds, some, ["id"]):
                lines[str(line[list(kinds).index("id")])] = line
    found = Lines()
    found.put(PEOPLE, columns_of(table), [lines[one] for one in sorted(lines)])
    return found


def lines_in(data: bytes) -> list[Line]:
    """Return the rows in a part of a file; ValueError if they are none."""
    return lines_of(data)


def lay_in(connection: sa.Connection, code: str, lines: Lines) -> int:
    """Let the rows of the village `code` be exactly `lines`; return how many were changed.

    ValueError where the columns are not those of this database, or a row is not this village's.
    """
    if not lines.of.keys() <= {*OWN, PEOPLE}:
        raise ValueError("rows of a table of which no village has any")
    tables = {one.name: one for one in tables_of(connection) if one.name in OWN}
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    plans = [_Plan(connection, table, code, lines) for table in tables.values()]
    for plan in reversed(plans):
        plan.remove(connection)
    for plan in plans:
        plan.change(connection)
    for plan in plans:
        plan.refuse_strangers(connection)
    return sum(plan.changes for plan in plans)


class _Plan:
    """What is to be removed, changed and added in one table."""

    def __init__(self, connection: sa.Connection, table: sa.Table, code: str, lines: Lines) -> None:
        self._plain, self._kinds = typed_table(table)
        said = [name for name, _ in lines.columns.get(table.name, columns_of(table))]
        if said != list(self._kinds):
            raise ValueError(f"the columns of {table.name} are not those of its revision")
        self._keys = [column.name for column in table.primary_key.columns]
        self._above = [
            reference.parent.name
            for reference in table.foreign_keys
            if reference.column.table.name == table.name and reference.column.name == "id"
        ]
        at = [list(self._kinds).index(name) for name in self._keys]

        def key(line: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(line[one] for one in at)

        there = {key(line): line for line in _own(connection, table, code)}
        wanted = {key(line): line for line in lines.of.get(table.name, ())}
        self._wanted = len(wanted)
        self._whose = fits(table.name, code, self._plain.c)
        self._gone = [line for one, line in there.items() if one not in wanted]
        self._new = [line for one, line in wanted.items() if one not in there]
        self._other = [
            (there[one], line)
            for one, line in wanted.items()
            if one in there and there[one] != line
        ]
        self.changes = len(self._gone) + len(self._new) + len(self._other)

    def remove(self, connection: sa.Connection) -> None:
        """Remove rows that are there no more."""
        for line in self._gone:
            connection.execute(sa.delete(self._plain).where(self._is(line)))

    def change(self, connection: sa.Connection) -> None:
        """Change what differs and add what is new, rows that others name first."""
        for before, line in self._other:
            old, new = values_of(before, self._kinds), values_of(line, self._kinds)
            told = {name: value for name, value in new.items() if old[name] != value}
            connection.execute(sa.update(self._plain).where(self._is(line)).values(told))
        for some in self._in_order():
            rows = [values_of(line, self._kinds) for line in some]
            for first in range(0, len(rows), _AT_ONCE):
                connection.execute(sa.insert(self._plain), rows[first : first + _AT_ONCE])

    def refuse_strangers(self, connection: sa.Connection) -> None:
        """Raise ValueError where a row was laid in that is another village's, or nobody's own."""
        own = sa.select(sa.func.count()).select_from(self._plain).where(self._whose)
        if connection.execute(own).scalar_one() != self._wanted:
            raise ValueError(f"rows of {self._plain.name} are not this village's")

    def _is(self, line: Line) -> Any:
        values = values_of(line, self._kinds)
        return sa.and_(*(self._plain.c[name] == values[name] for name in self._keys))

    def _in_order(self) -> Iterator[list[Line]]:
        """Yield the new rows so that a row of the same table that is named comes before."""
        if not self._above:
            yield self._new
            return
        names = list(self._kinds)
        own, above = names.index("id"), [names.index(one) for one in self._above]
        waiting = list(self._new)
        while waiting:
            missing = {line[own] for line in waiting}
            ready = [line for line in waiting if not missing & {line[one] for one in above}]
            if not ready:
                raise ValueError("rows name each other in a circle")
            yield ready
            done = {line[own] for line in ready}
            waiting = [line for line in waiting if line[own] not in done]


def _own(connection: sa.Connection, table: sa.Table, code: str) -> Iterator[Line]:
    plain, kinds = typed_table(table)
    keys = [column.name for column in table.primary_key.columns]
    return _lines(connection, plain, kinds, fits(table.name, code, plain.c), keys)


def _lines(
    connection: sa.Connection,
    plain: sa.TableClause,
    kinds: Mapping[str, str],
    which: Any,
    keys: Sequence[str],
) -> Iterator[Line]:
    query = sa.select(*read_as_text(plain, kinds)).where(which)
    read: Callable[[str], Line] = json.loads
    for row in connection.execute(query.order_by(*(plain.c[name] for name in keys))):
        yield read(line_of(row, kinds))
