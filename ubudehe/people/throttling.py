"""The buckets that are kept: one row for each that is not empty."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.buckets import Bucket
from ubudehe.people.tables import Throttle


@dataclass(frozen=True)
class TriesOf:
    """One bucket of its kind, by its key (a keyed hash)."""

    bucket: Bucket
    key: str


def check_wait(session: Session, counted: Sequence[TriesOf], now: datetime) -> None:
    """Raise Refusal while one more try does not fit into one of the buckets."""
    waits = [one.bucket.wait(_empty_at(session, one.key, now), now) for one in counted]
    if (wait := max(waits)) > timedelta(0):
        raise Refusal(
            N_("Too many tries. Wait %(seconds)s seconds and try again."),
            seconds=int(wait.total_seconds()) + 1,
        )


def pour(session: Session, counted: Sequence[TriesOf], now: datetime) -> None:
    """Count a try in each of the buckets; Refusal, and nothing counted, where it does not fit."""
    rows = {one.key: _locked(session, one.key, now) for one in _in_order(counted)}
    check_wait(session, counted, now)
    for one in counted:
        rows[one.key].empty_at = one.bucket.poured(rows[one.key].empty_at, now)


def forgive(session: Session, own: TriesOf, shared: Sequence[TriesOf], now: datetime) -> None:
    """Empty the bucket of who succeeded, and take what they poured out of those they share."""
    rows = {one.key: _locked(session, one.key, now) for one in _in_order([own, *shared])}
    drops = own.bucket.drops(rows[own.key].empty_at, now)
    rows[own.key].empty_at = now
    for one in shared:
        rows[one.key].empty_at = one.bucket.relieved(rows[one.key].empty_at, drops)


def _in_order(counted: Sequence[TriesOf]) -> list[TriesOf]:
    """Return buckets in the one order in which everybody locks them."""
    return sorted(counted, key=lambda one: one.key)


def _empty_at(session: Session, key: str, now: datetime) -> datetime:
    found = session.get(Throttle, key)
    return found.empty_at if found else now


def _locked(session: Session, key: str, now: datetime) -> Throttle:
    found = session.get(Throttle, key, with_for_update=True)
    if found is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(Throttle(key=key, empty_at=now))
        found = session.get_one(Throttle, key, with_for_update=True, populate_existing=True)
    return found
