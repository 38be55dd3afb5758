"""Column types that mean the same on both engines."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Column, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC with its zone in and out; SQLite alone would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without zone (ValueError) and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every time back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Stated(TypeDecorator[str]):
    """A state, kept as its word and read as the member of its enum.

    A word that is no member is read as it is: a row that was tampered with must not stop `check`,
    which names it.
    """

    impl = String
    cache_ok = True

    def __init__(self, states: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.length = length
        self.states = states
        self.members = {one.value: one for one in states}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Store the word; ValueError for what is no state."""
        return None if value is None else self.states(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give the member of the enum, or what else stands there."""
        return self.members.get(value, value) if value is not None else None


def stated(states: type[StrEnum], length: int) -> Column[str]:
    """Return a column that always holds one of `states`, in at most `length` signs."""
    return Column(Stated(states, length), nullable=False)
