"""A record that begins again at an earlier point, because a backup was restored: told in itself.

What came after that point was signed and is lost. The event names the lost head, so whoever kept
an older checkpoint finds in the record itself why it does not fit.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlmodel import Session

from ubudehe.record.append import Event, add_leaves, append, lock_log, total
from ubudehe.record.by_server import by_server
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.lost_heads import TYPE
from ubudehe.record.rules.notes import Checkpoint

MEASURE = "rolled_back"
"""The running sum of roll-backs of a place: most have none, and need not look for them."""


@dataclass(frozen=True)
class RollBack:
    """What everybody is told: on which day, how many events were signed and how many are left."""

    on: date
    signed: int
    left: int
    reason: str


def tell_roll_back(
    session: Session, origin: str, lost: Checkpoint, reason: str, key: str, at: datetime
) -> None:
    """Write into the record of `origin` that it was rolled back from the signed head `lost`.

    `key` is the id of the key that signs; the operator's reason is public.
    """
    told = {"size": lost.size, "root": lost.root.hex(), "reason": reason}
    log = NATIONAL if origin.endswith("/log") else origin.rpartition("/")[2]
    head = lock_log(session, log)
    if log == NATIONAL:
        add_leaves(head, [canonical({"v": 1, "t": TYPE, "origin": origin, **told})], at)
        return
    root = lost.root.hex()
    request = by_server(log, key, TYPE, at, f"{origin} {lost.size} {root}", root)
    append(session, head, request, Event(public=told, totals={MEASURE: 1}))


def roll_backs(session: Session, log: str, zone: tzinfo) -> tuple[RollBack, ...]:
    """Return the roll-backs that the record of a place tells of; one look where there are none."""
    if not total(session, log, MEASURE):
        return ()
    return tuple(
        RollBack(
            datetime.fromisoformat(one.public["at"]).astimezone(zone).date(),
            one.public["size"],
            one.index,
            one.public["reason"],
        )
        for one in happened(session, Stretch(log), [TYPE])
    )
