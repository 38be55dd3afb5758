"""Sessions, and what was typed when one ended."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete

from ubudehe.people.desk import Person
from ubudehe.people.devices import forget_others
from ubudehe.people.rules import Grant, Role
from ubudehe.people.tables import ELSEWHERE, Account, Draft, SecondFactor, SignIn
from ubudehe.storage.prepared import Prepared, given

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=10)
KEPT = timedelta(days=1)
"""How long an expired session's owner is still known, so that a draft finds its way back."""

_opened = SQLModel.metadata.tables["sign_in"].c
_whose = SQLModel.metadata.tables["account"].c
_held = SQLModel.metadata.tables["role_grant"].c
_mine = SQLModel.metadata.tables["account"].alias("mine").c
_FOUND: Prepared[Any] = Prepared(
    sa.select(
        *(_opened.account, _opened.opened_at, _opened.seen_at, _opened.rehearsal),
        *(_opened.waits_for_code, _whose.name, _whose.key, _whose.pin_is_new, _whose.disabled),
        *(_held.role, _held.place, _held.since, _held.until),
        *(_mine.id.label("holder"), _mine.key.label("holder_key")),
    )
    .join_from(_opened.account.table, _whose.id.table, _opened.account == _whose.id)
    .join(
        _mine.id.table,
        sa.or_(
            _mine.id == _opened.account,
            sa.and_(_mine.same_as == _opened.account, _mine.phone.startswith(ELSEWHERE)),
        ),
    )
    .outerjoin(_held.account.table, _held.account == _mine.id)
    .where(_opened.token_hash == given("token"))
)
"""Who has signed in, a row for each role."""

_ROLES = (
    sa.select(
        *(_held.role, _held.place, _held.since, _held.until),
        *(_mine.id.label("holder"), _mine.key.label("holder_key")),
    )
    .join_from(_mine.id.table, _held.account.table, _held.account == _mine.id)
    .where(
        sa.or_(
            _mine.id == sa.bindparam("account", type_=sa.Uuid()),
            sa.and_(
                _mine.same_as == sa.bindparam("account", type_=sa.Uuid()),
                _mine.phone.startswith(ELSEWHERE),
            ),
        )
    )
)
"""The roles of somebody, of all accounts that theirs signs in for."""


@dataclass(frozen=True)
class Signed:
    """A session as it was found: whose, whether still open, and which rehearsal it plays."""

    person: Person
    token: str
    fresh: bool
    rehearsal: str | None
    pin_is_new: bool
    waits_for_code: bool
    quiet_for: timedelta


def digest(secret: str) -> str:
    """Return the hash under which a token or a number is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(session: Session, account: Account, now: datetime, browser: str = "") -> str:
    """Start a session for `account` in a kind of browser and return its secret token.

    Where the account has a second factor, the session opens nothing before a code is shown.
    """
    token = secrets.token_urlsafe(24)
    opened = SignIn(token_hash=digest(token), account=account.id, opened_at=now, seen_at=now)
    opened.browser = browser
    opened.waits_for_code = session.get(SecondFactor, account.id) is not None
    session.add(opened)
    return token


def find_session(session: Session, token: str, now: datetime) -> Signed | None:
    """Return the session of `token`, open or lately expired; None if there is none."""
    rows = _FOUND.rows(session, token=digest(token))
    if not rows or rows[0].disabled:
        return None
    found = rows[0]
    person = _person(found.account, found.name, found.key, rows)
    fresh = now - found.seen_at < IDLE and now - found.opened_at < LONGEST
    return Signed(
        person=person,
        token=token,
        fresh=fresh,
        rehearsal=found.rehearsal,
        pin_is_new=found.pin_is_new,
        waits_for_code=found.waits_for_code,
        quiet_for=now - found.seen_at,
    )


def touch_session(session: Session, token: str, now: datetime) -> None:
    """Note that the session of `token` is in use."""
    if (found := session.get(SignIn, digest(token))) is not None:
        found.seen_at = now


def close_session(session: Session, token: str) -> None:
    """End the session of `token` at once."""
    session.exec(delete(SignIn).where(col(SignIn.token_hash) == digest(token)))


def set_rehearsal(session: Session, token: str, village: str | None) -> None:
    """Let the session of `token` play the rehearsal of `village`, or none."""
    session.get_one(SignIn, digest(token)).rehearsal = village


def person_of(session: Session, account: Account) -> Person:
    """Return who signs in with `account`, with the roles that they hold or held."""
    rows = session.execute(_ROLES, {"account": account.id}).all()
    return _person(account.id, account.name, account.key, rows)


def _person(account: UUID, name: str, key: str, rows: Sequence[Any]) -> Person:
    """Return somebody with roles, a row for each, of all accounts that this one signs in for."""
    grants = tuple(
        Grant(
            *(Role(row.role), row.place, row.since, row.until),
            of=None if row.holder == account else (row.holder, row.holder_key),
        )
        for row in rows
        if row.role
    )
    also = frozenset(row.holder for row in rows) - {account}
    return Person(account, name, key, grants, also)


def keep_draft(
    session: Session, account: UUID, path: str, fields: list[tuple[str, str]], now: datetime
) -> str:
    """Keep what was typed for `path` until its owner signs in again; return the way back."""
    token = secrets.token_urlsafe(24)
    session.add(
        Draft(
            token_hash=digest(token),
            account=account,
            path=path,
            fields=[list(pair) for pair in fields],
            kept_at=now,
        )
    )
    return token


def take_draft(session: Session, token: str, account: UUID) -> Draft | None:
    """Return the draft of `token` if it belongs to `account`."""
    found = session.get(Draft, digest(token))
    return found if found and found.account == account else None


def drop_draft(session: Session, token: str) -> None:
    """Forget the draft of `token`."""
    session.exec(delete(Draft).where(col(Draft.token_hash) == digest(token)))


def replace_pin(session: Session, account: Account, hashed: str, token: str, device: str) -> None:
    """Give `account` the PIN that its owner chose, as a hash.

    All its sessions but the one of `token` end, and all its devices but this one are forgotten.
    """
    account.pin_hash, account.pin_is_new = hashed, False
    others = col(SignIn.token_hash) != digest(token)
    session.exec(delete(SignIn).where(col(SignIn.account) == account.id, others))
    forget_others(session, account.id, device)
