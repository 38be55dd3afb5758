"""Replaying a record: what its events and their openings say the tables must hold.

Each room tells for every type of act what rows it makes (a `Replay`); here the events of one log
are given to them once, in order. Values are plain: ids and days are text, moments whole seconds.
What an older event does not say stays unsaid: only columns that are said are compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import SQLModel

Key = tuple[object, ...]
Row = dict[str, Any]


@dataclass(frozen=True)
class Ref:
    """The id of the row with this key: random ids stand in no event, but acts point at them."""

    table: str
    key: Key


class Heard(str):
    """A name as somebody said it: the table may spell it otherwise (`language.names.bare`)."""

    __slots__ = ()


@dataclass(frozen=True)
class Said:
    """One event as it stands in the record, with what it said in private.

    `subject` is the row named beside the record, which proves nothing; `gone` are fields that are
    committed to, but whose opening is not there any more.
    """

    log: str
    index: int
    type: str
    id: str
    at: str
    day: str
    role: str
    key: str
    leaf_hash: str
    account: str | None
    subject: str | None
    public: Mapping[str, Any]
    private: Mapping[str, Any]
    gone: frozenset[str] = frozenset()

    def numbered(self, name: str) -> list[Any]:
        """Return the values of the fields `name0`, `name1`, … that are still there."""
        size = len(name)
        found = [
            (int(field_[size:]), value)
            for field_, value in self.private.items()
            if field_.startswith(name) and field_[size:].isdecimal()
        ]
        return [value for _, value in sorted(found, key=lambda pair: pair[0])]


@dataclass(frozen=True)
class _Allowed:
    where: Mapping[str, object]
    must: Mapping[str, object]


@dataclass
class Rows:
    """What the record of one log says the tables hold, and what it leaves open."""

    log: str
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Ids of accounts by their public keys."""
    tables: dict[str, dict[Key, Row]] = field(default_factory=lambda: defaultdict(dict))
    notes: dict[str, Any] = field(default_factory=dict)
    """What rooms remember from event to event; no table."""
    gone: dict[tuple[str, str], Said] = field(default_factory=dict)
    """Openings that are not there, by act and field, until an act explains it."""
    _allowed: dict[str, list[_Allowed]] = field(default_factory=lambda: defaultdict(list))

    def put(self, table: str, *key: object, **columns: Any) -> Row:
        """Let there be a row; the columns that are its key are put in by the comparer."""
        row = dict(columns)
        self.tables[table][key] = row
        return row

    def row(self, table: str, *key: object) -> Row:
        """Return a row to be changed; one that no act made is changed in vain."""
        return self.tables[table].get(key, {})

    def drop(self, table: str, *key: object) -> None:
        """Let there be no such row any more."""
        self.tables[table].pop(key, None)

    def under(self, table: str, first: object) -> list[tuple[Key, Row]]:
        """Return the rows whose key begins with `first`."""
        return [(key, row) for key, row in self.tables[table].items() if key[0] == first]

    def drop_under(self, table: str, first: object) -> None:
        """Let there be no rows any more whose key begins with `first`."""
        for key, _ in self.under(table, first):
            self.drop(table, *key)

    def note(self, name: str) -> dict[Any, Any]:
        """Return a room's memory under a name."""
        found: dict[Any, Any] = self.notes.setdefault(name, {})
        return found

    def add(self, measure: str, change: int) -> None:
        """Add to a running sum of the place."""
        row = self.tables["total"].setdefault((measure,), {"value": 0})
        if "value" in row:
            row["value"] += change

    def set_sum(self, measure: str, value: int) -> None:
        """Let a running sum of the place be `value`."""
        self.tables["total"][measure,] = {"value": value}

    def unsure_of_sum(self, measure: str) -> None:
        """Say that a running sum cannot be told any more: what it rests on was erased."""
        self.tables["total"][measure,] = {}

    def allow(
        self, table: str, where: Mapping[str, object], must: Mapping[str, object] | None = None
    ) -> None:
        """Allow rows that no act explains: the record does not say them, or not any more.

        They fit `where`, and hold what `must` says when all acts were heard.
        """
        self._allowed[table].append(_Allowed(dict(where), {} if must is None else must))

    def is_allowed(self, table: str, row: Mapping[str, object]) -> bool:
        """Tell whether a row that no act explains is allowed."""
        return any(
            all(row.get(name) == value for name, value in {**one.where, **one.must}.items())
            for one in self._allowed[table]
        )

    def excuse(self, act: str, name: str) -> None:
        """Say that the opening of a field was taken away by an act."""
        self.gone.pop((act, name), None)


Subject = str | Ref | None
Handler = Callable[[Rows, Said], Subject]
"""Enters what an event says into the rows; returns the row that the act is about."""


@dataclass(frozen=True)
class Kept:
    """A table that the record speaks of: how its rows of one place are found, named and told.

    `key` finds a row from what events say; `by` is the column that names the place, or `owner`
    the table that has it and the column that leads there. `unsaid` are columns that no event says
    and no page shows, each with its reason. Where `others` may be there, only expected rows are
    looked for.
    """

    model: type[SQLModel]
    called: str
    key: tuple[str, ...] = ("id",)
    by: str = "village"
    owner: tuple[type[SQLModel], str] | None = None
    named: str = ""
    unsaid: Mapping[str, str] = field(default_factory=dict)
    others: bool = False
    lies_at: Callable[[str], str] = lambda log: log
    """What stands in the column `by` for a record: its own code, but for the whole country's."""
    zero: str = ""
    """A column whose 0 means the same as no row."""

    @property
    def name(self) -> str:
        """Return the table's name in the database."""
        return str(self.model.__tablename__)


@dataclass(frozen=True)
class Replay:
    """What one room says of the record: rows by type of act, and the tables they stand in.

    `elsewhere` are types of acts that change rows of other places too.
    """

    handlers: Mapping[str, Handler]
    kept: tuple[Kept, ...]
    elsewhere: frozenset[str] = frozenset()


def together(replays: Iterable[Replay]) -> Replay:
    """Return the replays of several rooms as one."""
    handlers: dict[str, Handler] = {}
    kept: list[Kept] = []
    elsewhere: frozenset[str] = frozenset()
    for one in replays:
        if twice := handlers.keys() & one.handlers.keys():
            raise ValueError(f"two rooms replay {sorted(twice)}")
        handlers |= one.handlers
        kept += one.kept
        elsewhere |= one.elsewhere
    return Replay(handlers, tuple(kept), elsewhere)


SENSELESS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a handler raises over an event that makes no sense."""


def enter(rows: Rows, said: Said, handlers: Mapping[str, Handler]) -> Subject:
    """Enter one event into the rows; return the row that it is about. Raises SENSELESS."""
    handler = handlers.get(said.type)
    return handler(rows, said) if handler else said.subject


def replay(
    log: str,
    events: Sequence[Said],
    handlers: Mapping[str, Handler],
    accounts: Mapping[str, str],
) -> tuple[Rows, list[Said]]:
    """Return what `events` say the tables hold, and the events that make no sense.

    Events of other logs among them change rows of this one, but are no acts of it.
    """
    rows, senseless = Rows(log, accounts), []
    for said in events:
        own = said.log == log
        if own:
            rows.gone |= {(said.id, name): said for name in said.gone}
        try:
            subject = enter(rows, said, handlers)
        except SENSELESS:
            senseless.append(said)
            subject = said.subject
        if own:
            rows.tables["act"][said.id,] = {
                "idx": said.index,
                "type": said.type,
                "account": said.account,
                "at": said.at,
                "subject": subject,
            }
    return rows, senseless
