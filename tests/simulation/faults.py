"""Faults that a simulation puts between two steps of an act."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from ubudehe.web.services import Services


class Crash(BaseException):
    """The server dies here."""


CRASHES = ("before flush", "before commit", "after commit", "in signing")
FULL = ("full disk in commit", "full disk in signing")


def _full() -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("", {}, error)


@contextmanager
def fault(kind: str | None, services: Services) -> Iterator[None]:
    """Let one fault happen, at the step that `kind` names, while the block runs."""

    def fail(*_: Any) -> None:
        raise (_full() if kind in FULL else Crash(kind))

    def in_signing(*_: Any) -> None:
        raise (OSError(28, "No space left on device") if kind in FULL else Crash(kind))

    step = {
        "before flush": "before_flush",
        "before commit": "before_commit",
        "full disk in commit": "before_commit",
        "after commit": "after_commit",
    }.get(kind or "")
    if kind is not None and step is None:
        services.heads.sign = in_signing  # type: ignore[method-assign,assignment]
        services.heads.sign_growth = in_signing  # type: ignore[method-assign,assignment]
    if step:
        event.listen(Session, step, fail)
    try:
        yield
    finally:
        if step:
            event.remove(Session, step, fail)
        for name in ("sign", "sign_growth"):
            services.heads.__dict__.pop(name, None)
