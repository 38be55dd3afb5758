"""Opening a sealed slip: its holder chooses a PIN that nobody else ever saw."""

from datetime import date, datetime

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.accounts.actions import end_sessions
from ubudehe.people.accounts.queries import slip_of
from ubudehe.people.tables import Account, SealedSlip


def holder_of(session: Session, mark: str, today: date) -> Account | None:
    """Return whose slip this is; None where there is none, Refusal where it opens no more."""
    found = slip_of(session, mark)
    if found is None:
        return None
    slip, account = found
    if slip.opened_at is not None:
        raise Refusal(
            N_(
                "This slip was opened already. If that was not you, tell the administrator at "
                "once: the account must be blocked."
            ),
            "code",
        )
    if slip.until < today:
        raise Refusal(N_("This slip is too old. Ask the administrator for a new one."), "code")
    if account.disabled:
        raise Refusal(N_("This account is blocked. Ask the administrator."), "code")
    return account


def open_account(
    session: Session, mark: str, pin_hash: str, today: date, now: datetime
) -> Account | None:
    """Give the holder of a slip the PIN they chose, as a hash; the slip opens nothing more."""
    account = holder_of(session, mark, today)
    if account is None:
        return None
    slip = session.get_one(SealedSlip, account.id, with_for_update=True, populate_existing=True)
    if slip.opened_at is not None or slip.mark != mark:
        return None
    slip.opened_at = now
    account.pin_hash, account.pin_is_new = pin_hash, False
    end_sessions(session, account.id)
    return account
