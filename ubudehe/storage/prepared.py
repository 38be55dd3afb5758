"""Statements that are compiled once and then handed to the driver as they are.

For the few that every act runs: SQLAlchemy's own way from a statement to the driver costs several
times what the database needs for it. They run on the session's connection, in its transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Dialect, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

Values = Mapping[str, Any]
_Bind = Callable[[Any], Any]


class Prepared:
    """One SQL text with `:names`, the same for both engines.

    `types` tells how values are bound that a driver does not know: UUIDs and times. `for_update`
    locks the rows that are read, where the engine does not lock everything at once anyway.
    """

    def __init__(
        self, sql: str, types: Mapping[str, TypeEngine[Any]] | None = None, for_update: bool = False
    ) -> None:
        self._sql = sql
        self._types = types or {}
        self._for_update = for_update
        self._ready: dict[str, tuple[str, tuple[tuple[str, _Bind | None], ...], bool]] = {}

    def row(self, session: Session, values: Values) -> tuple[Any, ...] | None:
        """Return the first row as a plain tuple; None where there is none."""
        found = self._run(session, [values]).fetchone()
        return None if found is None else tuple(found)

    def rows(self, session: Session, values: Values) -> list[tuple[Any, ...]]:
        """Return all rows as plain tuples."""
        return [tuple(row) for row in self._run(session, [values]).fetchall()]

    def run(self, session: Session, *values: Values) -> None:
        """Run the statement once for each of `values`."""
        if values:
            self._run(session, values)

    def _run(self, session: Session, many: Sequence[Values]) -> Any:
        connection = session.connection()
        ready = self._ready.get(connection.dialect.name)
        if ready is None:
            ready = self._ready[connection.dialect.name] = self._compile(connection.dialect)
        sql, binds, by_place = ready
        bound: list[Any] = []
        for values in many:
            plain = [bind(values[name]) if bind else values[name] for name, bind in binds]
            if by_place:
                bound.append(tuple(plain))
            else:
                bound.append(dict(zip((name for name, _ in binds), plain, strict=True)))
        return connection.exec_driver_sql(sql, bound if len(bound) > 1 else bound[0])

    def _compile(self, dialect: Dialect) -> tuple[str, tuple[tuple[str, _Bind | None], ...], bool]:
        sql = self._sql
        if self._for_update and dialect.name != "sqlite":
            sql += " FOR UPDATE"
        compiled = text(sql).compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.params)
        binds = []
        for name in cast("list[str]", names):
            type_ = self._types.get(name)
            bind = type_.dialect_impl(dialect).bind_processor(dialect) if type_ else None
            binds.append((name, bind))
        return str(compiled), tuple(binds), bool(compiled.positional)
