"""What a sample is drawn from, read from a record itself: so that nobody needs the database."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ubudehe.audit.rules.sampling import Item
from ubudehe.ledger.rules.accounts import is_money_out


def told_expenses(events: Iterable[Mapping[str, Any]], currency: str) -> tuple[Item, ...]:
    """Return the expenses that stand after these events of a village, in the order of posting.

    `events` are as the record has them, all from its first on; entries are numbered as they were
    proposed.
    """
    proposed: dict[str, tuple[int, Mapping[str, Any]]] = {}
    posted: dict[str, None] = {}
    for event in events:
        if event["t"] == "txn.propose":
            proposed.setdefault(event["id"], (len(proposed) + 1, event))
        elif event["t"] == "txn.approve" and event.get("posted", True):
            posted.setdefault(event["entry"])
    known = [proposed[entry] for entry in posted if entry in proposed]
    back = {event.get("reverses") for _, event in known}
    items = (
        Item(UUID(event["id"]), number, _spent(event, currency))
        for number, event in known
        if event.get("reverses") is None and event["id"] not in back
    )
    return tuple(one for one in items if one.amount > 0)


def _spent(event: Mapping[str, Any], currency: str) -> int:
    return sum(p["n"] for p in event["postings"] if p["c"] == currency and is_money_out(p["a"]))
