"""A village that moves to another server: told in its record, which goes on there.

The record keeps its name, wherever it is kept; only where it is served changes. It is left with
the step `leave`, under a head that the old server signs, and goes on with `arrive` on the new
one; `stay` calls off a move that nobody took up. While it is away it is only read here.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.append import Event, append, lock_log, total
from ubudehe.record.by_server import by_server
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.heads import Heads
from ubudehe.storage.prepared import Prepared

_EVER = Prepared("SELECT value FROM total WHERE log = :log AND measure = :measure")
_WHERE = Prepared(
    "SELECT (SELECT size FROM log_head WHERE log = :log),"
    " (SELECT value FROM total WHERE log = :log AND measure = :measure)"
)
TYPE = "record.move"
LEAVE, ARRIVE, STAY = "leave", "arrive", "stay"
MEASURE = "away"
"""The running sum that is 1 while a record is kept on another server."""
CHANGES = {LEAVE: 1, ARRIVE: -1, STAY: -1}
"""By step, what it changes of that sum."""


@dataclass(frozen=True)
class MoveTold:
    """What everybody is told: the step, from which server to which (addresses), and why."""

    step: str
    origin: str
    to: str
    reason: str


@dataclass(frozen=True)
class MoveOnRecord(MoveTold):
    """A move as it stands in the record: on which day, as the how-manieth event."""

    on: date
    index: int


class Away(Refusal):
    """The village is kept on another server."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This village has moved to another server and can only be read here. Nothing was "
                "written. Its public page says where it is now."
            )
        )


def tell_move(session: Session, heads: Heads, log: str, move: MoveTold, at: datetime) -> int:
    """Write a step of a move into a record; return its new size."""
    head = lock_log(session, log)
    told = {"step": move.step, "from": move.origin, "to": move.to, "reason": move.reason}
    of = f"{heads.origin(log)} {head.size}"
    request = by_server(log, heads.key_id(log), TYPE, at, of, f"{move}")
    append(session, head, request, Event(public=told, totals={MEASURE: CHANGES[move.step]}))
    return head.size


def arrival(session: Session, log: str, zone: tzinfo) -> MoveOnRecord | None:
    """Return how the record of a place came here from another server; None if it began here.

    One look where it never moved.
    """
    if _EVER.row(session, {"log": log, "measure": MEASURE}) is None:
        return None
    found = last_move(session, log, zone)
    return found if found and found.step == ARRIVE else None


def is_away(session: Session, log: str) -> bool:
    """Tell whether the record of a place is kept on another server by now."""
    return total(session, log, MEASURE) > 0


def size_and_away(session: Session, log: str) -> tuple[int, bool]:
    """Return how many events the record of a place holds, and whether it is kept elsewhere."""
    size, away = _WHERE.row(session, {"log": log, "measure": MEASURE}) or (None, None)
    return size or 0, bool(away)


def refuse_away(session: Session, log: str) -> None:
    """Raise Refusal, before anything is written, where a place is kept on another server."""
    if is_away(session, log):
        raise Away


def last_move(session: Session, log: str, zone: tzinfo) -> MoveOnRecord | None:
    """Return the last step of a move that the record of a place tells of; None if it never left."""
    every = happened(session, Stretch(log), [TYPE])
    if not every:
        return None
    one = every[-1]
    said = one.public
    on = datetime.fromisoformat(said["at"]).astimezone(zone).date()
    return MoveOnRecord(said["step"], said["from"], said["to"], said["reason"], on, one.index)
