"""Statements that are compiled once and then handed to the driver as they are.

For the few that every act runs: SQLAlchemy's own way from a statement to the driver costs several
times what the database needs for it. They run on the session's connection, in its transaction;
errors come out as SQLAlchemy's own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Dialect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

Values = Mapping[str, Any]
_Bind = Callable[[Any], Any]


class Driver:
    """The driver under a session's connection, until its transaction ends."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.dialect = connection.dialect
        driver = connection.connection.dbapi_connection
        assert driver is not None
        self._connection: Any = driver
        self._cursor: Any = driver.cursor()

    def run(self, sql: str, values: Sequence[Any]) -> Any:
        """Run `sql` once for each of `values`; return the cursor."""
        try:
            if len(values) > 1:
                self._cursor.executemany(sql, values)
            else:
                self._cursor.execute(sql, values[0])
        except self.dialect.loaded_dbapi.Error as error:
            raise self._wrapped(sql, error) from error
        return self._cursor

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send the writes of the block in one go, where the database is a server far away.

        An error of any of them comes out at the end of the block at the latest.
        """
        if self.dialect.driver != "psycopg":
            yield
            return
        try:
            with self._connection.pipeline():
                yield
        except self.dialect.loaded_dbapi.Error as error:
            raise self._wrapped("", error) from error

    def _wrapped(self, sql: str, error: Exception) -> Exception:
        return DBAPIError.instance(
            sql, None, error, Exception, hide_parameters=True, dialect=self.dialect
        )


class Prepared:
    """One SQL text with `:names`, the same for both engines.

    `types` tells how values are bound that a driver does not know: UUIDs and times. `for_update`
    locks the rows that are read, where the engine does not lock everything at once anyway. A
    `Driver` in place of a session saves asking for it again.
    """

    def __init__(
        self, sql: str, types: Mapping[str, TypeEngine[Any]] | None = None, for_update: bool = False
    ) -> None:
        self._sql = sql
        self._types = types or {}
        self._for_update = for_update
        self._ready: dict[str, tuple[str, Callable[[Values], Any]]] = {}

    def row(self, on: Session | Driver, values: Values) -> tuple[Any, ...] | None:
        """Return the first row as a plain tuple; None where there is none."""
        found: tuple[Any, ...] | None = self._run(on, [values]).fetchone()
        return found

    def rows(self, on: Session | Driver, values: Values) -> list[tuple[Any, ...]]:
        """Return all rows as plain tuples."""
        found: list[tuple[Any, ...]] = self._run(on, [values]).fetchall()
        return found

    def run(self, on: Session | Driver, *values: Values) -> None:
        """Run the statement once for each of `values`."""
        if values:
            self._run(on, values)

    def _run(self, on: Session | Driver, many: Sequence[Values]) -> Any:
        driver = on if isinstance(on, Driver) else Driver(on)
        ready = self._ready.get(driver.dialect.name)
        if ready is None:
            ready = self._ready[driver.dialect.name] = self._compile(driver.dialect)
        sql, bind = ready
        return driver.run(sql, [bind(values) for values in many])

    def _compile(self, dialect: Dialect) -> tuple[str, Callable[[Values], Any]]:
        sql = self._sql
        if self._for_update and dialect.name != "sqlite":
            sql += " FOR UPDATE"
        compiled = text(sql).compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.params)
        binds: list[tuple[str, _Bind | None]] = []
        for name in cast("list[str]", names):
            type_ = self._types.get(name)
            binds.append(
                (name, type_.dialect_impl(dialect).bind_processor(dialect) if type_ else None)
            )
        if compiled.positional:
            return str(compiled), lambda values: [
                bind(values[name]) if bind else values[name] for name, bind in binds
            ]
        return str(compiled), lambda values: {
            name: bind(values[name]) if bind else values[name] for name, bind in binds
        }
