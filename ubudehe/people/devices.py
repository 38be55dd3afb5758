"""Devices on which somebody signed in before: their tries are counted apart from strangers'."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from ubudehe.people.tables import KnownDevice

REMEMBERED = timedelta(days=400)
"""The longest that browsers keep a cookie (RFC 6265bis)."""
_MOST = 10
_MARK = 16


def new_device(secret: bytes) -> str:
    """Return what a browser keeps to be known again: a random name, and our mark of it."""
    name = secrets.token_urlsafe(18)
    return f"{name}.{_mark(secret, name)}"


def read_device(secret: bytes, cookie: str) -> str:
    """Return the name in a browser's `cookie`; «» where it bears no mark of ours."""
    name, _, mark = cookie.partition(".")
    ours = hmac.compare_digest(_mark(secret, name).encode(), mark.encode())
    return name if ours else ""


def is_known(session: Session, device: str, account: UUID) -> bool:
    """Tell whether an account was opened on a device before; `device` is its name or nothing."""
    return bool(device) and session.get(KnownDevice, (_hashed(device), account)) is not None


def know(session: Session, device: str, account: UUID, now: datetime) -> None:
    """Note that an account was opened on a device; the oldest of too many are forgotten."""
    found = session.get(KnownDevice, (_hashed(device), account))
    if found is not None:
        found.seen_at = now
        return
    session.add(KnownDevice(device=_hashed(device), account=account, seen_at=now))
    session.flush()
    mine = select(KnownDevice.device).where(KnownDevice.account == account)
    newest = session.exec(mine.order_by(col(KnownDevice.seen_at).desc()).limit(_MOST)).all()
    rest = col(KnownDevice.device).not_in(newest)
    session.exec(delete(KnownDevice).where(col(KnownDevice.account) == account, rest))


def forget_others(session: Session, account: UUID, device: str) -> None:
    """Forget the devices of an account but this one; all of them where it is «»."""
    others = col(KnownDevice.device) != _hashed(device)
    session.exec(delete(KnownDevice).where(col(KnownDevice.account) == account, others))


def _mark(secret: bytes, name: str) -> str:
    return hmac.new(secret, f"device {name}".encode(), hashlib.sha256).hexdigest()[:_MARK]


def _hashed(device: str) -> str:
    return hashlib.sha256(device.encode()).hexdigest()
