"""Setting up a second factor and showing its codes, each of which counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from ubudehe.language.codes import read_code
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.factors.secrets import mark_of, opened, sealed
from ubudehe.people.factors.totp import DIGITS, digits_of, step_shown
from ubudehe.people.signing import digest
from ubudehe.people.tables import OneTimeCode, SecondFactor, SignIn

FRESH = timedelta(minutes=5)
"""How long a code that was asked again stands for its owner in the same session."""


@dataclass(frozen=True)
class Factor:
    """What somebody shows after the PIN: whether an app, and how many printed codes are left."""

    app: bool
    left: int


def is_enrolled(session: Session, account: UUID) -> bool:
    """Tell whether an account is opened with a second factor only."""
    return session.get(SecondFactor, account) is not None


def factor_of(session: Session, account: UUID) -> Factor | None:
    """Return the second factor of an account; None where there is none."""
    found = session.get(SecondFactor, account)
    if found is None:
        return None
    unused = select(func.count()).select_from(OneTimeCode)
    unused = unused.where(col(OneTimeCode.account) == account, col(OneTimeCode.used_at).is_(None))
    return Factor(app=bool(found.sealed), left=session.exec(unused).one())


def enrol(
    session: Session, key: bytes, account: UUID, app: tuple[str, int] | None, now: datetime
) -> None:
    """Set up a second factor: an app's secret and the step that proved it, or printed codes alone.

    Refusal where there is one: only two administrators take it away.
    """
    if is_enrolled(session, account):
        raise Refusal(N_("You have a second factor already. Two administrators take it away."))
    secret, step = app or ("", 0)
    kept = sealed(key, account, secret) if secret else ""
    session.add(SecondFactor(account=account, sealed=kept, last_step=step, since=now))
    session.flush()


def keep_codes(session: Session, key: bytes, account: UUID, codes: Iterable[str]) -> None:
    """Keep the marks of new printed codes; earlier ones open nothing more."""
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.account) == account))
    session.add_all(OneTimeCode(mark=mark_of(key, account, one), account=account) for one in codes)


def take_code(session: Session, key: bytes, account: UUID, typed: str, now: datetime) -> bool:
    """Tell whether `typed` is a code of this account that was not used, and use it up."""
    factor = session.get(SecondFactor, account, with_for_update=True, populate_existing=True)
    if factor is None:
        return False
    if factor.sealed and len(shown := digits_of(typed)) == DIGITS:
        secret = opened(key, account, factor.sealed)
        step = step_shown(secret, shown, now, factor.last_step) if secret else None
        factor.last_step = factor.last_step if step is None else step
        return step is not None
    code = read_code(typed)
    printed = session.get(OneTimeCode, mark_of(key, account, code)) if code else None
    if printed is None or printed.used_at is not None:
        return False
    printed.used_at = now
    return True


def remove(session: Session, account: UUID) -> bool:
    """Take the second factor of an account away; tell whether there was one."""
    found = session.get(SecondFactor, account, with_for_update=True)
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.account) == account))
    if found is not None:
        session.delete(found)
    return found is not None


def pass_on(session: Session, token: str) -> None:
    """Let the session of `token` in: the code that it waited for was shown."""
    session.get_one(SignIn, digest(token)).waits_for_code = False


def confirm(session: Session, token: str, now: datetime) -> None:
    """Note that a code was shown again in the session of `token`."""
    session.get_one(SignIn, digest(token)).confirmed_at = now


def is_confirmed(session: Session, token: str, now: datetime) -> bool:
    """Tell whether a code was shown again in the session of `token` a moment ago."""
    found = session.get(SignIn, digest(token))
    when = found.confirmed_at if found else None
    return when is not None and now - when < FRESH


def end_other_sessions(session: Session, account: UUID, token: str) -> None:
    """End the sessions of an account that the PIN alone opened, but for the one of `token`."""
    others = col(SignIn.token_hash) != digest(token)
    session.exec(delete(SignIn).where(col(SignIn.account) == account, others))
