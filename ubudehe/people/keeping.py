"""What signing in leaves behind, and for how long."""

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, delete

from ubudehe.people.devices import REMEMBERED
from ubudehe.people.signing import KEPT
from ubudehe.people.tables import Draft, KnownDevice, SignIn, Throttle
from ubudehe.places.keeping import Clearing, Term


def _clear(clearing: Clearing, table: type[SQLModel], over: ColumnElement[bool]) -> int:
    with clearing.database.write() as session:
        return int(session.exec(delete(table).where(over)).rowcount)


def _sessions(clearing: Clearing) -> int:
    return _clear(clearing, SignIn, col(SignIn.seen_at) < clearing.now - KEPT)


def _typed(clearing: Clearing) -> int:
    return _clear(clearing, Draft, col(Draft.kept_at) < clearing.now - KEPT)


def _tries(clearing: Clearing) -> int:
    return _clear(clearing, Throttle, col(Throttle.empty_at) < clearing.now)


def _devices(clearing: Clearing) -> int:
    return _clear(clearing, KnownDevice, col(KnownDevice.seen_at) < clearing.now - REMEMBERED)


TERMS = (
    Term("sessions that nobody used for a day", _sessions),
    Term("what was typed and not sent, after a day", _typed),
    Term("tries at signing in that count no more", _tries),
    Term("browsers from which nobody signed in for 400 days", _devices),
)
