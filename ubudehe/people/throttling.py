"""Growing delays for who guesses: one row for each number, address or code that failed."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import wait_after
from ubudehe.people.tables import Throttle

FORGOTTEN = timedelta(days=1)
SHARED = 20
"""So many people may stand behind one network address before their failures slow each other."""


def check_wait(session: Session, keys: tuple[str, ...], now: datetime) -> None:
    """Raise Refusal while one of `keys` (hashes) must wait after its failures."""
    found = [session.get(Throttle, key, with_for_update=True) for key in keys]
    wait = max((t.blocked_until - now for t in found if t), default=timedelta(0))
    if wait > timedelta(0):
        raise Refusal(
            N_("Too many tries. Wait %(seconds)s seconds and try again."),
            seconds=int(wait.total_seconds()) + 1,
        )


def count_failure(session: Session, key: str, now: datetime, many: int = 1) -> None:
    """Count a failure of `key`; each `many` of them in a row make the next try wait longer."""
    throttle = session.get(Throttle, key, with_for_update=True)
    if throttle is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(Throttle(key=key, failures=0, blocked_until=now))
        throttle = session.get_one(Throttle, key, with_for_update=True, populate_existing=True)
    if now - throttle.blocked_until > FORGOTTEN:
        throttle.failures = 0
    throttle.failures += 1
    throttle.blocked_until = now + wait_after(throttle.failures // many)


def forgive(session: Session, key: str) -> None:
    """Forget the failures of `key`: it has succeeded."""
    if (throttle := session.get(Throttle, key)) is not None:
        session.delete(throttle)
