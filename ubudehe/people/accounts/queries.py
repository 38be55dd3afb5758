"""What is known of an account and its sessions, and which slip a code belongs to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.people.accounts.actions import account_of
from ubudehe.people.factors.showing import is_enrolled
from ubudehe.people.signing import IDLE, LONGEST
from ubudehe.people.tables import Account, RoleGrant, SealedSlip, SignIn, shown_number

_NAMED = 16


@dataclass(frozen=True)
class SessionLine:
    """An open session: its short name, the kind of browser, since when and last used when."""

    name: str
    browser: str
    opened_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class AccountView:
    """An account as administrators see it; `slip` is the last day of a slip that opens it.

    `signed_in_for` says that it signs in for the holder of the role, as one person with them.
    """

    name: str
    phone: str
    has_pin: bool
    blocked: bool
    has_factor: bool
    slip: date | None
    sessions: tuple[SessionLine, ...]
    signed_in_for: bool


def account_view(
    session: Session, place: str, grant: UUID, now: datetime, today: date
) -> AccountView:
    """Return the account of who holds or held a role at a place; NotFound where there is none."""
    account = account_of(session, place, grant)
    slip = session.get(SealedSlip, account.id)
    opens = slip is not None and slip.opened_at is None and slip.until >= today
    return AccountView(
        name=account.name,
        phone=shown_number(account.phone),
        has_pin=bool(account.pin_hash),
        blocked=account.disabled,
        has_factor=is_enrolled(session, account.id),
        slip=slip.until if slip is not None and opens else None,
        sessions=open_sessions(session, account.id, now),
        signed_in_for=account.id != session.get_one(RoleGrant, grant).account,
    )


def open_sessions(session: Session, account: UUID, now: datetime) -> tuple[SessionLine, ...]:
    """Return the sessions of an account that are still open, the last used first."""
    query = select(SignIn).where(
        SignIn.account == account,
        col(SignIn.seen_at) > now - IDLE,
        col(SignIn.opened_at) > now - LONGEST,
    )
    return tuple(
        SessionLine(
            session_name(row.token_hash), row.browser or "other", row.opened_at, row.seen_at
        )
        for row in session.exec(query.order_by(col(SignIn.seen_at).desc()))
    )


def session_name(token_hash: str) -> str:
    """Return the short name of a session: it opens nothing."""
    return token_hash[:_NAMED]


def slip_of(session: Session, mark: str) -> tuple[SealedSlip, Account] | None:
    """Return the slip of this mark, whether it still opens or not, and its account."""
    found = session.exec(select(SealedSlip).where(SealedSlip.mark == mark)).one_or_none()
    return None if found is None else (found, session.get_one(Account, found.account))
