"""Signing in and out: PINs, sessions, growing delays, and what was typed when a session ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHash, VerifyMismatchError
from sqlmodel import Session, col, delete, select

from ubudehe.language.messages import N_
from ubudehe.language.phones import NotAPhone, parse_phone
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Person
from ubudehe.people.rules import MAX_PIN, Grant, Role, is_weak_pin
from ubudehe.people.tables import Account, Draft, RoleGrant, SignIn
from ubudehe.people.throttling import SHARED, check_wait, count_failure, forgive
from ubudehe.places.pack import Country

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=10)
KEPT = timedelta(days=1)
"""How long an expired session's owner is still known, so that a draft finds its way back."""

WRONG_PIN = N_("The PIN is not right.")

_hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class Signed:
    """A session as it was found: whose, whether still open, and which rehearsal it plays."""

    person: Person
    token: str
    fresh: bool
    rehearsal: str | None
    pin_is_new: bool
    quiet_for: timedelta


def hash_pin(pin: str, phone: str) -> str:
    """Return the argon2id hash of `pin`; Refusal if it is one that anyone would guess."""
    if is_weak_pin(pin, phone):
        raise Refusal(
            N_("This PIN is easy to guess. Take six digits or more that are not in a row."), "pin"
        )
    return _hasher.hash(pin)


def digest(secret: str) -> str:
    """Return the hash under which a token or a number is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_pin(
    session: Session, country: Country, phone_text: str, pin: str, address: str, now: datetime
) -> Account:
    """Return the account that `phone_text` and `pin` open; Refusal otherwise.

    Wrong number and wrong PIN are answered alike and cost the same; each failure in a row makes
    the next try wait longer, for the number and for the network `address`. The caller commits
    even after a refusal, or failures would not be counted.
    """
    try:
        phone = parse_phone(phone_text, country.manners.region, country.manners.prefix)
    except NotAPhone:
        phone = "?" + phone_text[:40]
    keys = (digest("phone " + phone), digest("address " + address))
    check_wait(session, keys, now)
    known = select(Account).where(Account.phone == phone)
    account = session.exec(known).one_or_none() if phone.startswith("+") else None
    fits = _pin_fits(account.pin_hash if account else _nobody(), pin)
    if fits and account and not account.disabled:
        forgive(session, keys[0])
        return account
    for key, many in zip(keys, (1, SHARED), strict=True):
        count_failure(session, key, now, many)
    raise Refusal(N_("The phone number or the PIN is not right."))


def _pin_fits(hashed: str, pin: str) -> bool:
    try:
        return _hasher.verify(hashed, pin[:MAX_PIN])
    except (VerifyMismatchError, InvalidHash):
        return False


@cache
def _nobody() -> str:
    """Return a hash that no PIN opens, so that an unknown number costs as much as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))


def open_session(session: Session, account: Account, now: datetime) -> str:
    """Start a session for `account` and return its secret token."""
    session.exec(delete(SignIn).where(col(SignIn.seen_at) < now - KEPT))
    session.exec(delete(Draft).where(col(Draft.kept_at) < now - KEPT))
    token = secrets.token_urlsafe(24)
    session.add(SignIn(token_hash=digest(token), account=account.id, opened_at=now, seen_at=now))
    return token


def find_session(session: Session, token: str, now: datetime) -> Signed | None:
    """Return the session of `token`, open or lately expired; None if there is none."""
    found = session.get(SignIn, digest(token))
    if found is None:
        return None
    account = session.get(Account, found.account)
    if account is None or account.disabled:
        return None
    fresh = now - found.seen_at < IDLE and now - found.opened_at < LONGEST
    return Signed(
        person=person_of(session, account),
        token=token,
        fresh=fresh,
        rehearsal=found.rehearsal,
        pin_is_new=account.pin_is_new,
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
    """Return `account` with the roles it holds or held."""
    rows = session.exec(select(RoleGrant).where(RoleGrant.account == account.id)).all()
    grants = tuple(Grant(Role(row.role), row.place, row.since, row.until) for row in rows)
    return Person(account.id, account.name, account.key, grants)


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


def set_pin(session: Session, account: UUID, old: str, pin: str, token: str) -> None:
    """Give `account` the PIN its owner chose, and end all its sessions but the one of `token`.

    Refusal if `old` is not the PIN so far, or if the new one is easy to guess.
    """
    found = session.get_one(Account, account)
    if not _pin_fits(found.pin_hash, old):
        raise Refusal(WRONG_PIN, "pin")
    found.pin_hash = hash_pin(pin, found.phone)
    found.pin_is_new = False
    others = col(SignIn.token_hash) != digest(token)
    session.exec(delete(SignIn).where(col(SignIn.account) == account, others))


def start_pin(session: Session, phone: str) -> str:
    """Give an account whose owner has chosen no PIN yet a random one, and return it; else «»."""
    account = session.exec(select(Account).where(Account.phone == phone)).one()
    if account.pin_hash and not account.pin_is_new:
        return ""
    pin = f"{secrets.randbelow(10**8):08d}"
    while is_weak_pin(pin, phone):
        pin = f"{secrets.randbelow(10**8):08d}"
    account.pin_hash = hash_pin(pin, phone)
    account.pin_is_new = True
    return pin
