"""Rows that mean the same on both engines: read from one snapshot, written into empty tables.

What tables and columns there are is asked of the database itself, so that a backup of any revision
can be read and written without the classes of that day.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint
from sqlalchemy.types import TypeEngine, UserDefinedType
from sqlmodel import SQLModel

from ubudehe.storage.columns import Moment

LEFT_OUT = "not in backups"
"""A table whose `info` has this key is left out of backups; its value says why."""
_GROUPED_BY = 6
_ROWS = 5000
_AT_ONCE = 500
_PLACES = ("village", "log")

Row = list[Any]


class _JsonText(UserDefinedType[str]):
    """JSON as the text that it is, never read: what comes back is byte for byte the same."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return the column's type."""
        return "JSON"


@dataclass(frozen=True)
class _Kind:
    type: TypeEngine[Any]
    to_plain: Callable[[Any], Any] = lambda value: value
    from_plain: Callable[[Any], Any] = lambda value: value


_KINDS = {
    "text": _Kind(sa.Text()),
    "int": _Kind(sa.BigInteger()),
    "bool": _Kind(sa.Boolean()),
    "json": _Kind(_JsonText()),
    "uuid": _Kind(sa.Uuid(), str, UUID),
    "day": _Kind(sa.Date(), date.isoformat, date.fromisoformat),
    "moment": _Kind(
        Moment(), lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat
    ),
    "bytes": _Kind(
        sa.LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode
    ),
}
_OF_TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.Uuid, "uuid"),
    (sa.CHAR, "uuid"),  # so SQLite keeps ids; all other texts are VARCHAR
    (sa.Boolean, "bool"),
    (sa.Integer, "int"),
    (sa.LargeBinary, "bytes"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.JSON, "json"),
    (sa.String, "text"),
)


@dataclass(frozen=True)
class Chunk:
    """Some rows of one table as lines of JSON."""

    name: str
    data: bytes
    rows: int


def revision_of(connection: sa.Connection) -> str:
    """Return the schema's revision; LookupError where the database has none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        raise LookupError("no schema")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found)


def is_empty(connection: sa.Connection) -> bool:
    """Tell whether the database holds no table at all."""
    return not sa.inspect(connection).get_table_names()


def tables_of(connection: sa.Connection, *names: str) -> list[sa.Table]:
    """Return the database's tables as it describes them, those that others refer to first.

    All of them, if no `names` are given; with their columns, keys and references to each other.
    """
    asked, found = sa.inspect(connection), sa.MetaData()
    only = names or [name for name in asked.get_table_names() if name != "alembic_version"]
    keys = asked.get_multi_pk_constraint(filter_names=only)
    references = asked.get_multi_foreign_keys(filter_names=only)
    for (schema, name), columns in asked.get_multi_columns(filter_names=only).items():
        sa.Table(
            name,
            found,
            *(sa.Column(one["name"], one["type"]) for one in columns),
            sa.PrimaryKeyConstraint(*keys[schema, name]["constrained_columns"]),
            *(_reference(one) for one in references[schema, name] if one["referred_table"] in only),
        )
    return list(found.sorted_tables)


def _reference(told: ReflectedForeignKeyConstraint) -> sa.ForeignKeyConstraint:
    there = [f"{told['referred_table']}.{name}" for name in told["referred_columns"]]
    options = told.get("options", {})
    return sa.ForeignKeyConstraint(told["constrained_columns"], there, told["name"], **options)


def is_left_out(table: str) -> bool:
    """Tell whether a table stays out of backups: what it holds is meant to be forgotten."""
    known = SQLModel.metadata.tables.get(table)
    return known is not None and LEFT_OUT in known.info


def columns_of(table: sa.Table) -> list[tuple[str, str]]:
    """Return a table's columns by name, each with the kind of its values."""
    return [(column.name, _kind_of(column)) for column in table.columns]


def chunks(connection: sa.Connection, table: sa.Table) -> Iterator[Chunk]:
    """Yield all rows of `table`: by cell, so that where nothing happened all bytes are the same."""
    plain, kinds = typed_table(table)
    place, joined = _place(table, plain)
    keys = [plain.c[column.name] for column in table.primary_key.columns]
    read = read_as_text(plain, kinds)
    query = sa.select(place, *read).select_from(joined).order_by(place, *keys)
    result = connection.execution_options(stream_results=True, yield_per=_AT_ONCE).execute(query)
    for group, rows in groupby(result, key=lambda row: str(row[0])[:_GROUPED_BY]):
        for number in range(1_000_000):
            lines = [line_of(row[1:], kinds) for row in islice(rows, _ROWS)]
            if not lines:
                break
            name = f"rows/{table.name}/{group}-{number}.jsonl"
            yield Chunk(name, "".join(lines).encode(), len(lines))


def lines_of(data: bytes) -> list[Row]:
    """Return the rows in the bytes of a chunk, as plain values; ValueError if they are none."""
    return [json.loads(line) for line in data.decode().splitlines()]


def bytes_of(value: str) -> bytes:
    """Return what a column of bytes holds in a row of plain values."""
    return base64.b64decode(value)


def write_rows(
    connection: sa.Connection, columns: Mapping[str, list[str]], parts: Iterable[tuple[str, bytes]]
) -> dict[str, int]:
    """Write chunks (table, bytes) into empty tables; return the number of rows by table.

    `columns` are the names of each table's columns in the order of the rows. References between
    rows are only looked at once all are there.
    """
    tables = {table.name: table for table in tables_of(connection)}
    fitting = {name: typed_table(table) for name, table in tables.items()}
    counts: dict[str, int] = {}
    with _references_later(connection, tables.values()):
        for name, data in parts:
            plain, kinds = fitting[name]
            if list(kinds) != columns[name]:
                raise ValueError(f"the columns of {name} are not those of its revision")
            rows = [values_of(line, kinds) for line in lines_of(data)]
            for first in range(0, len(rows), _AT_ONCE):
                connection.execute(sa.insert(plain), rows[first : first + _AT_ONCE])
            counts[name] = counts.get(name, 0) + len(rows)
    return counts


class _references_later:  # noqa: N801 - it is used like a function
    """Takes references away while rows come in, and proves them when they come back."""

    def __init__(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        self._connection = connection
        self._references = (
            []
            if connection.dialect.name == "sqlite"
            else [one for table in tables for one in table.foreign_key_constraints]
        )

    def __enter__(self) -> None:
        for one in self._references:
            self._connection.execute(sa.schema.DropConstraint(one))

    def __exit__(self, failed: object, *_more: object) -> None:
        if failed:
            return
        for one in self._references:
            self._connection.execute(sa.schema.AddConstraint(one))
        if self._connection.dialect.name == "sqlite":
            lost = self._connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if lost:
                raise ValueError(f"rows refer to nowhere: {lost[0][0]}")


def typed_table(table: sa.Table) -> tuple[sa.TableClause, dict[str, str]]:
    """Return a table whose values both engines read alike, and the kinds of its columns."""
    kinds = dict(columns_of(table))
    columns = [sa.column(name, _KINDS[kind].type) for name, kind in kinds.items()]
    return sa.table(table.name, *columns), kinds


def _kind_of(column: sa.Column[Any]) -> str:
    for type_, kind in _OF_TYPES:
        if isinstance(column.type, type_):
            return kind
    raise TypeError(f"{column.table.name}.{column.name}: {column.type}")


def _place(table: sa.Table, plain: sa.TableClause) -> tuple[Any, Any]:
    """Return the column that tells a row's place, and where to select from to have it."""
    for name in _PLACES:
        if name in table.columns:
            return plain.c[name], plain
    for reference in table.foreign_keys:
        above = reference.column.table
        named = next((name for name in _PLACES if name in above.columns), None)
        if named is not None and len(above.primary_key.columns) == 1:
            other = sa.table(above.name, sa.column(reference.column.name), sa.column(named))
            on = plain.c[reference.parent.name] == other.c[reference.column.name]
            return other.c[named], plain.join(other, on)
    return sa.literal("all"), plain


def read_as_text(plain: sa.TableClause, kinds: Mapping[str, str]) -> list[Any]:
    """Return what to select of a table: JSON as the text that it is."""
    return [
        sa.cast(plain.c[name], sa.Text()) if kind == "json" else plain.c[name]
        for name, kind in kinds.items()
    ]


def line_of(row: Iterable[Any], kinds: Mapping[str, str]) -> str:
    """Return a row as a line of JSON that means the same on any engine."""
    plain = [
        None if value is None else _KINDS[kind].to_plain(value)
        for value, kind in zip(row, kinds.values(), strict=True)
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def values_of(line: Row, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of plain values as the database takes it, by column."""
    return {
        name: None if value is None else _KINDS[kind].from_plain(value)
        for value, (name, kind) in zip(line, kinds.items(), strict=True)
    }
