"""Reading the events of a log with their openings, to be replayed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlmodel import Session, col

from ubudehe.record.replaying import Said
from ubudehe.record.tables import Act, LogLeaf, Opening
from ubudehe.storage.reading import pick

_ENVELOPE = {"v", "t", "id", "village", "at", "by", "priv"}


@dataclass(frozen=True)
class RecordedEvents:
    """The events of a log in their order, and which of its leaves cannot be read."""

    events: tuple[Said, ...]
    unreadable: tuple[int, ...]


def read_events(
    session: Session, log: str, zone: tzinfo, accounts: dict[str, str]
) -> RecordedEvents:
    """Return the events of a log; `accounts` are ids by key, `zone` says which day it was."""
    openings = _openings(session, Opening.log == log)
    rows = session.execute(
        pick(LogLeaf.idx, LogLeaf.entry, LogLeaf.leaf_hash, Act.id, Act.subject)
        .join(Act, (col(Act.log) == LogLeaf.log) & (col(Act.idx) == LogLeaf.idx))
        .where(LogLeaf.log == log)
        .order_by(col(LogLeaf.idx))
    )
    events, unreadable = [], []
    for index, entry, digest, act, subject in rows:
        try:
            events.append(
                _said(log, index, entry, digest, subject, openings[str(act)], zone, accounts)
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            unreadable.append(index)
    return RecordedEvents(tuple(events), tuple(unreadable))


def events_of_types(
    session: Session, types: Iterable[str], zone: tzinfo, accounts: dict[str, str]
) -> tuple[Said, ...]:
    """Return the events of some types in all logs: they may change rows of other places."""
    wanted = sorted(types)
    openings = _openings(
        session,
        col(Opening.act).in_(pick(Act.id).where(col(Act.type).in_(wanted)).scalar_subquery()),
    )
    rows = session.execute(
        pick(LogLeaf.log, LogLeaf.idx, LogLeaf.entry, LogLeaf.leaf_hash, Act.id, Act.subject)
        .join(LogLeaf, (col(Act.log) == LogLeaf.log) & (col(Act.idx) == LogLeaf.idx))
        .where(col(Act.type).in_(wanted))
        .order_by(col(Act.at), col(Act.log), col(Act.idx))
    )
    events = []
    for log, index, entry, digest, act, subject in rows:
        try:
            events.append(
                _said(log, index, entry, digest, subject, openings[str(act)], zone, accounts)
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            continue  # told where the log itself is checked
    return tuple(events)


def events_about(
    session: Session, log: str, subjects: Iterable[str], types: Iterable[str], zone: tzinfo
) -> tuple[Said, ...]:
    """Return the events of some types in a log that are about `subjects`, in their order.

    Two queries, however many there are. `Said.account` is who is named beside the record.
    """
    fits = (
        col(Act.log) == log,
        col(Act.subject).in_(sorted(subjects)),
        col(Act.type).in_(sorted(types)),
    )
    acts = pick(Act.id).where(*fits).scalar_subquery()
    openings = _openings(session, (col(Opening.log) == log) & col(Opening.act).in_(acts))
    rows = session.execute(
        pick(LogLeaf.idx, LogLeaf.entry, LogLeaf.leaf_hash, Act.id, Act.subject, Act.account)
        .join(Act, (col(Act.log) == LogLeaf.log) & (col(Act.idx) == LogLeaf.idx))
        .where(*fits)
        .order_by(col(LogLeaf.idx))
    )
    return tuple(
        replace(
            _said(log, index, entry, digest, subject, openings[str(act)], zone, {}),
            account=str(account) if account else None,
        )
        for index, entry, digest, act, subject, account in rows
    )


def merged(own: Sequence[Said], elsewhere: Iterable[Said], log: str) -> list[Said]:
    """Return the events of a log with those of other logs among them, by their time."""
    waiting = [said for said in elsewhere if said.log != log]
    found: list[Said] = []
    for said in own:
        while waiting and waiting[0].at < said.at:
            found.append(waiting.pop(0))
        found.append(said)
    return found + waiting


def _said(
    log: str,
    index: int,
    entry: bytes,
    digest: bytes,
    subject: str | None,
    openings: dict[str, Any],
    zone: tzinfo,
    accounts: dict[str, str],
) -> Said:
    leaf = json.loads(entry)
    moment = datetime.fromisoformat(leaf["at"])
    by, committed = leaf["by"], leaf.get("priv", {})
    return Said(
        log=log,
        index=index,
        type=leaf["t"],
        id=leaf["id"],
        at=leaf["at"],
        day=moment.astimezone(zone).date().isoformat(),
        role=by["role"],
        key=by["key"],
        leaf_hash=digest.hex(),
        account=accounts.get(by["key"]),
        subject=subject,
        public={name: value for name, value in leaf.items() if name not in _ENVELOPE},
        private=openings,
        gone=frozenset(committed.keys() - openings.keys()),
    )


def _openings(session: Session, which: Any) -> defaultdict[str, dict[str, Any]]:
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for act, name, value in _opened(session, which):
        found[act][name] = value
    return found


def _opened(session: Session, which: Any) -> Iterator[tuple[str, str, Any]]:
    query = pick(Opening.act, Opening.field, Opening.value).where(which)
    for act, name, text in session.execute(query):
        try:
            yield str(act), name, json.loads(text)
        except ValueError:
            continue  # told as rewritten by the check of openings
