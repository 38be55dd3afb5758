"""Hundreds of records, good and broken, made from a seed: what each program says of them is data.

A record is a played year, often with one of the known breaks, with one to three odd changes: a
field of another type, one left out or added, an event doubled, moved or taken away. Where a
proposal was changed, its approval mostly names the changed one, so that rules behind are reached.
"""

import copy
import random
from collections.abc import Callable
from typing import Any

from tests.verifier.broken import BROKEN
from tests.verifier.records import Event, Village, year
from ubudehe.ledger.rules.public_books.books import Books
from ubudehe.record.rules.canonical import canonical_value
from ubudehe.record.rules.merkle import leaf_hash
from ubudehe.verifier.entries import EntriesRead
from ubudehe.verifier.report import LogReport

CODE = "22120308"
ODD: list[Any] = [
    *(None, True, False, -1, 0, 1, 2, 2**53 - 1, [], {}, [None], {"a": 1}, ""),
    *("x", "chair", "treasurer", "facilitator", "administrator", "t", "c", "f", "RWF", "EUR"),
    *("2026-W04-2", "2026-02-31", "2026-02-29", "2024-02-29", "2026-01-31", "2026-02-01"),
    *("2026-13-01", "20260101", "2026-1-1", "0000-00-00", "2031-01-01", "2026-01", "2026-00"),
    *("2026-02-31T10:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T09:00:00", "9" * 40, "0" * 64),
    *("Assets:Cash", "Assets:Cash2", "Assets:Bank:EUR", "Expenses:Loss", "Equity:Opening"),
    *("Assets:Advances", "Liabilities:Retention:P001", "advance", "clearing", "reversal", "G001"),
]
ADDED: dict[str, Any] = {
    "name": "Aline",
    "priv": {"payee": "0" * 64},
    "needs": 2,
    "must": "chair",
    "posted": False,
    "until": "2026-12-31",
    "clears": "00000000-0000-4000-8000-000000000001",
    "reverses": "00000000-0000-4000-8000-000000000001",
}


def records(number: int, seed: int = 1) -> list[list[bytes]]:
    """Return the canonical entries of so many records."""
    chance = random.Random(seed)
    return [[canonical_value(event) for event in _record(chance)] for _ in range(number)]


def said_of(entries: list[bytes]) -> list[str]:
    """Return what the program says of a record's entries, sentence by sentence."""
    books, report = Books(), LogReport(code=CODE)
    leaves = [leaf_hash(entry) for entry in entries]
    EntriesRead(CODE, books, report, None).take(0, entries, leaves)
    faults = [*report.faults, *books.close().faults]
    where = [("" if f.index is None else f"entry {f.index}: ") for f in faults]
    return [at + fault.msgid % fault.params for at, fault in zip(where, faults, strict=True)]


def _record(chance: random.Random) -> list[Event]:
    village = copy.deepcopy(_YEAR)
    if chance.random() < 0.5:
        breaks: Callable[[Village], None] = chance.choice(BROKEN)[0]
        breaks(village)
    events = village.events
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        chance.choice((_change, _change, _change, _add, _lose, _shuffle, _who))(chance, events)
    return events


def _change(chance: random.Random, events: list[Event]) -> None:
    """Give one value, maybe deep within, another one; bind the approval to it."""
    event = chance.choice(events)
    before = leaf_hash(canonical_value(event)).hex()
    inside: Any = event
    key: Any = chance.choice(sorted(event))
    while isinstance(inside[key], dict | list) and inside[key] and chance.random() < 0.8:
        inside = inside[key]
        key = chance.choice(sorted(inside) if isinstance(inside, dict) else range(len(inside)))
    inside[key] = chance.choice(ODD)
    _bind(chance, events, before, event)


def _add(chance: random.Random, events: list[Event]) -> None:
    event = chance.choice(events)
    before = leaf_hash(canonical_value(event)).hex()
    if chance.random() < 0.4 and isinstance(event["by"], dict):
        event["by"] |= {"device": "d1", "seq": chance.randrange(3)}
        if chance.random() < 0.3:
            del event["by"][chance.choice(("device", "seq"))]
    else:
        key = chance.choice(sorted(ADDED))
        event[key] = ADDED[key]
    _bind(chance, events, before, event)


def _lose(chance: random.Random, events: list[Event]) -> None:
    event = chance.choice(events)
    before = leaf_hash(canonical_value(event)).hex()
    del event[chance.choice(sorted(event.keys() - {"by"}))]
    _bind(chance, events, before, event)


def _shuffle(chance: random.Random, events: list[Event]) -> None:
    """Double an event, take one away, or let two change places."""
    one, other = chance.randrange(len(events)), chance.randrange(len(events))
    move = chance.choice(("double", "drop", "swap"))
    if move == "double":
        events.insert(other, copy.deepcopy(events[one]))
    elif move == "drop":
        del events[one]
    else:
        events[one], events[other] = events[other], events[one]


def _who(chance: random.Random, events: list[Event]) -> None:
    """Let somebody else have done it, in a role of theirs or not."""
    event = chance.choice(events)
    before = leaf_hash(canonical_value(event)).hex()
    roles = ("chair", "treasurer", "facilitator", "cell_secretary", "administrator")
    event["by"] = {"key": chance.choice("tcfax"), "role": chance.choice(roles)}
    _bind(chance, events, before, event)


def _bind(chance: random.Random, events: list[Event], before: str, event: Event) -> None:
    if chance.random() < 0.8:
        after = leaf_hash(canonical_value(event)).hex()
        for one in events:
            if one.get("hash") == before:
                one["hash"] = after


_YEAR = year(payments=3)
