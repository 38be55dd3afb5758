"""Grants that were withdrawn whole: since when, what becomes of what is left, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.grants.agreements import SaidThen, withdrawals_now
from ubudehe.ledger.grants.tables import GrantWithdrawal
from ubudehe.ledger.rules.entries import Transaction
from ubudehe.people.desk import Desk
from ubudehe.storage.prepared import Prepared, listed

STILL_POSTED = frozenset({"reversal", "exchange", "charge", "refund"})
"""Kinds of entries that may name a withdrawn grant: they take back, change or give back."""

_OF_GRANTS = Prepared(
    select(GrantWithdrawal)
    .where(col(GrantWithdrawal.agreement).in_(listed("grants")))
    .order_by(col(GrantWithdrawal.withdrawn_at).desc())
)


@dataclass(frozen=True)
class Withdrawn:
    """That a grant was withdrawn. `rest` is «back», «kept», or nothing where nothing was left."""

    id: UUID
    day: date
    rest: str
    back_by: date | None
    reason: str
    undone_at: datetime | None
    """When it was said that it was a mistake, with the reason."""
    undone_reason: str
    undone_by: UUID | None


def withdrawals_of(session: Session, grants: Iterable[UUID]) -> dict[UUID, list[GrantWithdrawal]]:
    """Return how grants were withdrawn, those by mistake as well, the newest first."""
    found: dict[UUID, list[GrantWithdrawal]] = {}
    for one in _OF_GRANTS.rows(session, grants=list(grants)):
        found.setdefault(one.agreement, []).append(one)
    return found


def withdrawn_then(all_of_it: Iterable[GrantWithdrawal], then: SaidThen) -> Withdrawn | None:
    """Return how a grant was withdrawn then, of all its withdrawals, the newest first."""
    for one in all_of_it:
        if then.said(one.id, one.withdrawn_at) and not then.said(one.undone_by, one.undone_at):
            return told(one)
    return None


def told(one: GrantWithdrawal) -> Withdrawn:
    """Return a withdrawal as pages tell it."""
    undone = one.undone_at, one.undone_reason, one.undone_by
    return Withdrawn(one.id, one.withdrawn_on, one.rest, one.back_by, one.reason, *undone)


def withdrawal_now(session: Session, grant: UUID) -> GrantWithdrawal | None:
    """Return the withdrawal that is in force, or None while the grant stands."""
    query = select(GrantWithdrawal).where(
        GrantWithdrawal.agreement == grant, col(GrantWithdrawal.undone_by).is_(None)
    )
    return session.exec(query).first()


def check_not_withdrawn(
    desk: Desk, day: date, kind: str, done: Transaction, field: str | None = None
) -> None:
    """Refuse that anything of the day on which a grant was withdrawn, or later, names it."""
    named = {one.grant for one in done.postings if one.grant}
    if not named or kind in STILL_POSTED:
        return
    gone = withdrawals_now(desk.session, desk.place)
    for code in sorted(named & gone.keys()):
        if day >= gone[code].withdrawn_on:
            raise Refusal(
                N_("%(grant)s was withdrawn on %(day)s: nothing of then or later is tagged to it."),
                field,
                grant=code,
                day=gone[code].withdrawn_on.isoformat(),
            )
