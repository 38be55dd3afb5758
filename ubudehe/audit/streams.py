"""Rows of many villages read in the order of their codes, one village at a time."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlmodel import Session

R = TypeVar("R")
_AT_ONCE = 500


class ByCode(Generic[R]):
    """One query whose rows are ordered by their first column, taken code by code.

    Codes are asked for in their order; rows of codes that nobody asked for are passed over.
    """

    def __init__(self, session: Session, query: Any, made: Callable[[Any], R]) -> None:
        rows = session.execute(query.execution_options(yield_per=_AT_ONCE))
        self._groups: Iterator[tuple[str, Iterator[Any]]] = groupby(rows, key=lambda row: row[0])
        self._made = made
        self._next: tuple[str, Iterator[Any]] | None = next(self._groups, None)

    def of(self, code: str) -> tuple[R, ...]:
        """Return what the rows of a code make."""
        while self._next is not None and self._next[0] < code:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != code:
            return ()
        found = tuple(self._made(row) for row in self._next[1])
        self._next = next(self._groups, None)
        return found

    def __iter__(self) -> Iterator[tuple[str, tuple[R, ...]]]:
        """Yield each code that is left, with what its rows make."""
        while self._next is not None:
            code, rows = self._next
            found = tuple(self._made(row) for row in rows)
            self._next = next(self._groups, None)
            yield code, found
