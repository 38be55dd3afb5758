"""Comparing what the record says with the tables, row by row and column by column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlmodel import Session, SQLModel

from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.record.checking import Fault
from ubudehe.record.replaying import Heard, Kept, Key, Ref, Row, Rows
from ubudehe.record.replaying_words import word_of
from ubudehe.storage.columns import Moment
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

_DIFFERS = N_("%(thing)s %(name)s, %(column)s: this is not what the record says (%(where)s).")
_SURPLUS = N_("%(thing)s %(name)s: it is there, but no act in the record made it (%(where)s).")
_MISSING = N_("%(thing)s %(name)s: the record has it, but it is not there (%(where)s).")
_ELSEWHERE = N_("%(thing)s %(name)s: it is there, but this place has no record (%(where)s).")

Stored = dict[Key, Row]


def faults_of_rows(session: Session, rows: Rows, kept: Sequence[Kept]) -> list[Fault]:
    """Return each row of the kept tables that differs from what the record of a place says."""
    return faults_among(rows, kept, {one.name: stored_rows(session, rows, one) for one in kept})


def faults_among(rows: Rows, kept: Sequence[Kept], stored: Mapping[str, Stored]) -> list[Fault]:
    """Return the same of rows that were read already, by table."""
    return [fault for one in kept for fault in _compared(rows, one, stored)]


def faults_of_strays(session: Session, kept: Sequence[Kept], logs: set[str]) -> list[Fault]:
    """Return a fault for each place without a record that has rows in a table all the same."""
    found = []
    for one in kept:
        if one.owner or one.others:
            continue
        place = getattr(one.model, one.by)
        for (code,) in session.execute(pick(place).distinct()):
            if code not in logs and code:
                found.append(_fault(_ELSEWHERE, code, one, (code,), {}, "*"))
    return found


def plain(value: Any) -> Any:
    """Return a stored value as events say it: ids and days as text, moments in whole seconds."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def stored_rows(session: Session, rows: Rows, kept: Kept) -> Stored:
    """Return the stored rows of the place by the key that events know them under."""
    model, only = kept.model, kept.key[0] if kept.others else ""
    asked, readers = _asked(model, kept.by, kept.owner, frozenset(kept.unsaid), only)
    if kept.owner:
        values = asked.rows(session, at=rows.log)
    elif kept.others:
        column = model.__table__.columns[only]  # type: ignore[attr-defined]
        told = told_keys(column, rows.tables[kept.name])
        values = asked.rows(session, told=told) if told else []
    else:
        values = asked.rows(session, at=kept.lies_at(rows.log))
    found: Stored = {}
    for one in values:
        row = {
            name: value if value is None or read is None else read(value)
            for (name, read), value in zip(readers, one, strict=True)
        }
        key = tuple(row[name] for name in kept.key)
        # Two rows under one key cannot both be the one that an act made.
        found[key if key not in found else (*key, len(found))] = row
    return found


@cache
def _asked(
    model: type[SQLModel],
    by: str,
    owner: tuple[type[SQLModel], str] | None,
    unsaid: frozenset[str],
    only: str,
) -> tuple[Prepared[Any], list[tuple[str, Callable[[Any], Any] | None]]]:
    """Return what asks for the stored rows of a place, and how each of their columns is read.

    Made once: a check asks it of every table for every place there is.
    """
    every = model.__table__.columns  # type: ignore[attr-defined]
    columns = [one for one in every if one.name == "id" or one.name not in unsaid]
    query = pick(*columns)
    if owner:
        above, leads = owner
        (owner_key,) = above.__table__.primary_key.columns  # type: ignore[attr-defined]
        query = query.join(above, owner_key == getattr(model, leads))
        query = query.where(above.village == given("at"))  # type: ignore[attr-defined]
    elif only:
        query = query.where(every[only].in_(listed("told")))
    else:
        query = query.where(getattr(model, by) == given("at"))
    return Prepared(query), [(one.name, _reader(one)) for one in columns]


def told_keys(column: Column[Any], rows: Iterable[Key]) -> list[Any]:
    """Return the keys that events tell of rows, as the column that holds them knows them."""
    is_id = _reader(column) is not None and column.type.python_type is UUID
    return [UUID(str(key[0])) if is_id else key[0] for key in rows]


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Moment):
        return plain
    try:
        return plain if kind.python_type in (UUID, date, datetime) else None
    except NotImplementedError:
        return None


def _compared(rows: Rows, kept: Kept, stored: Mapping[str, Stored]) -> Iterator[Fault]:
    expected, actual = rows.tables.get(kept.name, {}), stored[kept.name]
    for key, row in actual.items():
        said = expected.get(key)
        if said is None:
            empty = kept.zero and not row[kept.zero]
            if not empty and not rows.is_allowed(kept.name, row):
                yield _fault(_SURPLUS, rows.log, kept, key, row, "*")
            continue
        for name, value in said.items():
            if isinstance(value, Ref):
                there = stored.get(value.table, {}).get(value.key)
                value = there.get("id") if there else row[name]  # noqa: PLW2901 - resolved
            if row[name] != value and not _same_name(value, row[name]):
                yield _fault(_DIFFERS, rows.log, kept, key, row, name)
    for key, said in expected.items():
        if key not in actual and not (kept.zero and not said.get(kept.zero, 0)):
            yield _fault(_MISSING, rows.log, kept, key, said, "*")


def _same_name(said: object, stored: object) -> bool:
    return isinstance(said, Heard) and bare(str(stored)) == bare(said)


def _fault(
    msgid: str, log: str, kept: Kept, key: Key, row: Mapping[str, Any], column: str
) -> Fault:
    name = row.get(kept.named) if kept.named else None
    words = {"thing": kept.called} | ({} if column == "*" else {"column": word_of(column)})
    shown = str(name) if name is not None else " ".join(str(part)[:10] for part in key)
    where = kept.name if column == "*" else f"{kept.name}.{column}"
    return Fault(log, msgid, {"name": shown, "where": where}, words)
