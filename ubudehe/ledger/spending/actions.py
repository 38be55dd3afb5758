"""Writing down what an assembly decided about spending."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.minutes import RULES
from ubudehe.ledger.rules.approvals import BadLimits, Limit, check_limits
from ubudehe.ledger.spending.forms import PolicyForm
from ubudehe.ledger.spending.tables import SpendingPolicy
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.queries import approvers
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


def _newest(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    """Return which decision about spending is the newest."""
    query = select(SpendingPolicy.id).where(SpendingPolicy.village == place)
    last = session.exec(query.order_by(col(SpendingPolicy.recorded_at).desc())).first()
    return {"rule": last}


@act(
    "policy.set",
    Right.ASSEMBLY,
    said=N_("The village's rule for spending is written down. It holds from its day on."),
    corrected_by=("policy.set",),
    offline=Offline.STATE,
    state=_newest,
    minutes=RULES,
)
def set_policy(desk: Desk, form: PolicyForm) -> Event:
    """Write down how money is to be spent from a day on, as the open meeting decided."""
    assembly = form.assembly
    quorate_meeting(desk, assembly)
    if form.since < desk.today:
        raise Refusal(N_("A rule holds from today or later, never backwards."), "since")
    limits = _limits(form)
    _check_enough_people(desk, limits)
    row = SpendingPolicy(
        id=desk.act_id,
        village=desk.place,
        assembly=assembly,
        since=form.since,
        limits=[asdict(limit) for limit in limits],
        expires_days=form.expires_days,
        quotes_from=form.quotes_from,
        cash_limit=form.cash_limit,
        wage=form.wage,
        advance_days=form.advance_days,
        recorded_at=desk.now,
    )
    desk.session.add(row)
    return Event(
        public={
            "assembly": str(assembly),
            "from": form.since.isoformat(),
            "limits": row.limits,
            "expires": form.expires_days,
            "quotes_from": form.quotes_from,
            "cash_limit": form.cash_limit,
            "wage": form.wage,
            "advances": form.advance_days,
        },
        subject=str(row.id),
    )


def _limits(form: PolicyForm) -> list[Limit]:
    limits = [
        Limit(upto, form.approvals.get(step, 1), step in form.chair)
        for step, upto in sorted(form.upto.items())
    ]
    limits.append(Limit(None, form.rest, form.rest_chair is not None))
    try:
        check_limits(limits)
    except BadLimits:
        raise Refusal(
            N_("Amounts must rise from line to line, and more money never needs fewer people."),
            "upto.0",
        ) from None
    return limits


def _check_enough_people(desk: Desk, limits: list[Limit]) -> None:
    """Refuse more approvals than there are people to give them beside the one who proposes."""
    people = len(approvers(desk.session, desk.place, desk.today))
    if limits[-1].approvals > max(people, 1):
        raise Refusal(
            N_("Only %(people)s people here may approve money. Give more people that role first."),
            "rest",
            people=people,
        )
