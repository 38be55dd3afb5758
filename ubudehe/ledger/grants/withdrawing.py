"""Withdrawing a grant whole, and taking that back where it was a mistake."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.grants.actions import BY_TWO
from ubudehe.ledger.grants.amending import grant_in
from ubudehe.ledger.grants.forms import RestoreGrantForm, WithdrawGrantForm
from ubudehe.ledger.grants.holding import left_of_grant
from ubudehe.ledger.grants.tables import Grant, GrantWithdrawal
from ubudehe.ledger.grants.terms import terms_of
from ubudehe.ledger.grants.withdrawn import withdrawal_now
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


def _now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = session.get(Grant, ids["grant"])
    if found is None or found.village != place:
        return None
    gone = withdrawal_now(session, found.id)
    return {"terms": terms_of(session, found).document(), "withdrawn": str(gone.id) if gone else ""}


@act(
    "grant.withdraw",
    Right.PROPOSE_MONEY,
    said=N_("The grant is withdrawn. Its page says so, with the day and the reason."),
    corrected_by=("grant.restore",),
    offline=Offline.STATE,
    second=BY_TWO,
    state=_now,
    worded=("reason",),
)
def withdraw_grant(desk: Desk, form: WithdrawGrantForm) -> Event:
    """Write down that a giver withdrew a grant whole, and what becomes of what is left of it."""
    grant = grant_in(desk.session, desk.place, form.grant, hold=True)
    if withdrawal_now(desk.session, grant.id) is not None:
        raise Refusal(N_("This grant is withdrawn already."))
    rest, back_by = _rest(desk, form, grant)
    desk.session.add(
        GrantWithdrawal(
            id=desk.act_id,
            agreement=grant.id,
            rest=rest,
            back_by=back_by,
            reason=form.reason,
            withdrawn_on=desk.today,
            withdrawn_at=desk.now,
        )
    )
    return Event(
        public={
            "grant": str(grant.id),
            "code": grant.code,
            "rest": rest or "none",
            "until": back_by.isoformat() if back_by else None,
        },
        private={"reason": form.reason},
        subject=str(grant.id),
    )


@act(
    "grant.restore",
    Right.PROPOSE_MONEY,
    said=N_("The grant stands again. Its page shows that it was withdrawn by mistake, and why."),
    corrected_by=("grant.withdraw",),
    offline=Offline.STATE,
    second=BY_TWO,
    state=_now,
    worded=("reason",),
)
def restore_grant(desk: Desk, form: RestoreGrantForm) -> Event:
    """Take back that a grant was withdrawn: it was written down by mistake."""
    grant = grant_in(desk.session, desk.place, form.grant, hold=True)
    gone = withdrawal_now(desk.session, grant.id)
    if gone is None:
        raise Refusal(N_("This grant is not withdrawn."))
    gone.undone_by, gone.undone_at, gone.undone_reason = desk.act_id, desk.now, form.reason
    return Event(
        public={"grant": str(grant.id), "code": grant.code},
        private={"reason": form.reason},
        subject=str(grant.id),
    )


def _rest(desk: Desk, form: WithdrawGrantForm, grant: Grant) -> tuple[str, date | None]:
    """Return what becomes of what is left, and the day by which it is given back."""
    left = left_of_grant(desk.session, grant, desk.country.currency, desk.today)
    if not left:
        return "", None
    if not form.rest:
        raise Refusal(
            N_("%(left)s of it is left. Say whether it is given back or kept."),
            "rest",
            left=", ".join(desk.country.money(n, unit) for unit, n in left.items()),
        )
    if form.rest == "kept":
        return "kept", None
    if form.back_by is None:
        raise Refusal(N_("By which day is it given back?"), "back_by")
    if form.back_by < desk.today:
        raise Refusal(N_("This day is over."), "back_by")
    return "back", form.back_by
