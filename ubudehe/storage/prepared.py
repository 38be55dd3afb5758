"""Statements that are made and compiled once and then handed to the driver as they are.

SQLAlchemy's own way from a statement to the driver and back costs several times what the database
needs for it: whatever every page or every act asks is declared once, at the top of its module, and
run from there. Statements run on the session's connection, in its transaction, and see what the
session has not written yet; errors come out as SQLAlchemy's own.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, NamedTuple, TypeVar, TypeVarTuple, cast, overload

from sqlalchemy import Dialect, String, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import SelectBase
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import Select, SelectOfScalar

Values = Mapping[str, Any]
_ESCAPE = "/"
R = TypeVar("R")
M = TypeVar("M", bound=SQLModel)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_Process = Callable[[Any], Any]
_Place = int | str
"""Where a driver looks for a value: how manieth it is, or its name."""
_Reader = Callable[[list[Any]], list[Any]]


def given(name: str, type_: type[TypeEngine[Any]] | None = None) -> Any:
    """Return what stands in a SELECT for a value that is given each time it is run.

    Its type is that of the column beside it; `type_` says it where there is none.
    """
    return bindparam(name, type_=type_)


def listed(name: str) -> Any:
    """Return what stands behind `IN` for a list that is given each time."""
    return bindparam(name, expanding=True)


def contains(column: Any, name: str) -> Any:
    """Return the condition that a column holds a given text (see `as_it_is`) somewhere."""
    return column.contains(given(name, String), escape=_ESCAPE)


def as_it_is(text: str) -> str:
    """Return what `contains` is given to find a text whatever signs are in it."""
    return re.sub("[/%_]", lambda sign: _ESCAPE + sign[0], text)


class Driver:
    """The driver under a session's connection, until its transaction ends."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.dialect = connection.dialect
        self._listening = connection.dispatch.before_cursor_execute
        self._asked = connection
        driver = connection.connection.dbapi_connection
        assert driver is not None
        self._connection: Any = driver
        self._cursor: Any = driver.cursor()

    def run(self, sql: str, values: Sequence[Any]) -> Any:
        """Run `sql` once for each of `values`; return the cursor."""
        many = len(values) > 1
        for listener in self._listening:  # who counts or explains what SQLAlchemy sends hears it
            listener(self._asked, self._cursor, sql, values if many else values[0], None, many)
        try:
            if many:
                self._cursor.executemany(sql, values)
            else:
                self._cursor.execute(sql, values[0])
        except self.dialect.loaded_dbapi.Error as error:
            if self.dialect.is_disconnect(error, self._connection, self._cursor):
                with suppress(DBAPIError):  # tells the pool, which makes its connections anew
                    self._asked.exec_driver_sql("SELECT 1")
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


class _Ready(NamedTuple):
    """A statement as an engine's driver takes it, with lists of certain lengths.

    `fixed` is what is sent each time; `given` goes into a copy of it, and of `listed` each element.
    """

    sql: str
    fixed: Any
    given: Sequence[tuple[str, _Place, _Process | None]]
    listed: Sequence[tuple[str, int, _Place, _Process | None]]

    def sent(self, values: Values) -> Any:
        """Return what the driver is to send with the statement."""
        sent = self.fixed.copy()
        for name, place, process in self.given:
            value = values[name]
            sent[place] = process(value) if process else value
        for name, index, place, process in self.listed:
            many = values[name]
            value = many[min(index, len(many) - 1)]
            sent[place] = process(value) if process else value
        return tuple(sent) if isinstance(sent, list) else sent


class Prepared(Generic[R]):
    """A statement for both engines: a SELECT of SQLAlchemy's, or a text with `:names`.

    Of a SELECT `given` and `listed` say what comes each time. It is compiled once, with lists once
    for each power of two; the last value of a list is repeated. Rows of a SELECT are named tuples
    of Python values, as SQLAlchemy would give them; those of a whole table read like its objects,
    and change nothing. Rows of a text are what the driver gives.

    `types` tells how values of a text are bound that a driver does not know: UUIDs and times.
    `for_update` locks the rows that a text reads, where the engine does not lock everything at once
    anyway. A `Driver` in place of a session saves asking for it again, and writes nothing first of
    what the session holds.
    """

    @overload
    def __init__(self: "Prepared[M]", statement: SelectOfScalar[M]) -> None: ...
    @overload
    def __init__(self: "Prepared[tuple[T]]", statement: SelectOfScalar[T]) -> None: ...
    @overload
    def __init__(self: "Prepared[tuple[*Ts]]", statement: Select[*Ts]) -> None: ...
    @overload
    def __init__(
        self: "Prepared[Any]",
        statement: str | SelectBase,
        types: Mapping[str, TypeEngine[Any]] | None = None,
        for_update: bool = False,
    ) -> None: ...

    def __init__(
        self,
        statement: Any,
        types: Mapping[str, TypeEngine[Any]] | None = None,
        for_update: bool = False,
    ) -> None:
        self._statement = statement
        self._types = types or {}
        self._for_update = for_update
        self._ready: dict[tuple[str, tuple[int, ...]], _Ready] = {}
        self._readers: dict[str, _Reader] = {}
        self._lists: tuple[str, ...] = ()

    def row(self, on: Session | Driver, values: Values | None = None, /, **named: Any) -> R | None:
        """Return the first row; None where there is none."""
        found = self.rows(on, values, **named)
        return found[0] if found else None

    def one(self, on: Session | Driver, values: Values | None = None, /, **named: Any) -> R:
        """Return the row of a statement that always gives one, such as a count."""
        return self.rows(on, values, **named)[0]

    def rows(self, on: Session | Driver, values: Values | None = None, /, **named: Any) -> list[R]:
        """Return all rows."""
        given = named if values is None else values
        driver = _driver(on)
        ready = self._for(driver.dialect, given)
        cursor = driver.run(ready.sql, [ready.sent(given)])
        read = self._readers.get(driver.dialect.name) or self._make_reader(driver.dialect, cursor)
        found: list[R] = read(cursor.fetchall())
        return found

    def first(
        self: "Prepared[tuple[T]]",
        on: Session | Driver,
        values: Values | None = None,
        /,
        **named: Any,
    ) -> T | None:
        """Return the one column of the first row; None where there is no row."""
        found = self.rows(on, values, **named)
        return found[0][0] if found else None

    def column(
        self: "Prepared[tuple[T]]",
        on: Session | Driver,
        values: Values | None = None,
        /,
        **named: Any,
    ) -> list[T]:
        """Return the one column of all rows."""
        return [value for (value,) in self.rows(on, values, **named)]

    def run(self, on: Session | Driver, *values: Values) -> None:
        """Run the statement once for each of `values`."""
        if values:
            driver = _driver(on)
            ready = self._for(driver.dialect, values[0])
            driver.run(ready.sql, [ready.sent(one) for one in values])

    def _for(self, dialect: Dialect, values: Values) -> _Ready:
        lengths = tuple(_padded(len(values[name])) for name in self._lists)
        ready = self._ready.get((dialect.name, lengths))
        return ready or self._make_ready(dialect, values)

    def _make_ready(self, dialect: Dialect, values: Values) -> _Ready:
        statement = self._statement
        if isinstance(statement, str):
            locked = self._for_update and dialect.name != "sqlite"
            statement = text(f"{statement} FOR UPDATE" if locked else statement)
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
        binds = compiled.binds
        self._lists = tuple(
            name for name in binds if binds[name].expanding and binds[name].required
        )
        lengths = tuple(_padded(len(values[name])) for name in self._lists)
        blank = {name: [None] * many for name, many in zip(self._lists, lengths, strict=True)}
        ready = _ready(compiled, {**values, **blank}, self._types)
        self._ready[dialect.name, lengths] = ready
        return ready

    def _make_reader(self, dialect: Dialect, cursor: Any) -> _Reader:
        if isinstance(self._statement, str):
            reader: _Reader = list
        else:
            kinds = [one[1] for one in cursor.description]
            reader = _reader(self._statement, dialect, kinds)
        self._readers[dialect.name] = reader
        return reader


def _driver(on: Session | Driver) -> Driver:
    if isinstance(on, Driver):
        return on
    if on.autoflush:
        on.flush()  # as SQLAlchemy does before it asks
    return Driver(on)


def _padded(many: int) -> int:
    return 1 << (many - 1).bit_length() if many else 0


def _ready(compiled: SQLCompiler, values: Values, types: Mapping[str, TypeEngine[Any]]) -> _Ready:
    """Return a compiled statement ready for lists as long as those of `values`."""
    dialect = compiled.dialect
    state = compiled.construct_expanded_state(values)
    element = {
        one: (name, index)
        for name, many in state.parameter_expansion.items()
        for index, one in enumerate(many)
    }
    positional = state.positiontup is not None
    names = list(state.positiontup if state.positiontup is not None else state.parameters)
    fixed: list[Any] = []
    given: list[tuple[str, _Place, _Process | None]] = []
    listed: list[tuple[str, int, _Place, _Process | None]] = []
    for at, name in enumerate(names):
        bind = compiled.binds[element[name][0] if name in element else name]
        type_ = types.get(name, bind.type).dialect_impl(dialect)
        process, place = type_.bind_processor(dialect), at if positional else name
        value = state.parameters[name]
        fixed.append(None if bind.required else process(value) if process else value)
        if bind.required and name in element:
            listed.append((*element[name], place, process))
        elif bind.required:
            given.append((name, place, process))
    kept = fixed if positional else dict(zip(names, fixed, strict=True))
    return _Ready(state.statement, kept, given, listed)


def _reader(statement: Any, dialect: Dialect, kinds: Sequence[Any]) -> _Reader:
    """Return what makes named tuples of a driver's rows, with values as SQLAlchemy gives them."""
    columns = list(statement.selected_columns)
    make = cast("Any", _row_class(statement, [str(one.key) for one in columns]))._make
    processes = [
        (at, process)
        for at, (one, kind) in enumerate(zip(columns, kinds, strict=True))
        if (process := one.type.dialect_impl(dialect).result_processor(dialect, kind))
    ]

    def read(rows: list[Any]) -> list[Any]:
        if not processes:
            return [make(row) for row in rows]
        found = []
        for row in rows:
            values = list(row)
            for at, process in processes:
                values[at] = process(values[at])
            found.append(make(values))
        return found

    return read


def _row_class(statement: Any, names: Sequence[str]) -> type:
    """Return a named tuple; where all of a table is read, with the properties of its class."""
    plain: Any = cast("Any", namedtuple)("Row", names, rename=True)
    said = [one["type"] for one in getattr(statement, "column_descriptions", ())]
    tables = [one for one in said if isinstance(one, type) and issubclass(one, SQLModel)]
    told = {
        name: value
        for table in tables
        for name, value in vars(table).items()
        if isinstance(value, property)
    }
    return type("Row", (plain,), {**told, "__slots__": ()}) if told else plain
