"""The end of an audit: closed with a summary by another person than its lead, or opened again."""

from uuid import UUID

from ubudehe.audit.plans.actions import may_step, plan_now
from ubudehe.audit.plans.forms import ClosePlanForm, PlanRef, ReasonedPlanForm
from ubudehe.audit.plans.officers import led_by
from ubudehe.audit.plans.queries import sums_of
from ubudehe.audit.rules.plan import PlanState
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Apart, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


def _leads(desk: Desk, form: PlanRef) -> set[UUID]:
    return led_by(desk.session, desk.place, form.plan)


_BY_ANOTHER = Apart(
    "who leads or led it",
    _leads,
    N_("Another officer closes the audit: not who led it."),
)


@act(
    "plan.close",
    Right.REVIEW_BOOKS,
    said=N_("The audit is closed, and everybody reads what came of it."),
    corrected_by=("plan.reopen",),
    offline=Offline.STATE,
    state=plan_now,
    apart=(_BY_ANOTHER,),
    worded=("summary",),
)
def close_plan(desk: Desk, form: ClosePlanForm) -> Event:
    """Close an audit with a summary, once something was done in each of its villages."""
    row = may_step(desk, form.plan, "close")
    sums = sums_of(desk.session, row, desk.country, desk.today)
    if sums.not_begun:
        raise Refusal(
            N_("Some villages were not looked at yet. Visit them, or amend the plan with a reason.")
        )
    row.state, row.summary = PlanState.CLOSED, form.summary
    row.closed_on, row.closed_by = desk.today, desk.person.account
    return Event(
        public={
            "plan": str(row.id),
            "villages": sums.villages,
            "findings": sums.findings,
            "open": sums.open,
            "signed": sums.signed,
        },
        private={"summary": form.summary},
        subject=str(row.id),
    )


@act(
    "plan.reopen",
    Right.REVIEW_BOOKS,
    said=N_("The audit goes on again, and says why. Another officer than its lead closes it."),
    corrected_by=("plan.close",),
    offline=Offline.STATE,
    state=plan_now,
    worded=("reason",),
)
def reopen_plan(desk: Desk, form: ReasonedPlanForm) -> Event:
    """Open an audit again that was closed, with a reason that everybody reads."""
    row = may_step(desk, form.plan, "reopen")
    row.state, row.reason = PlanState.BEGUN, form.reason
    row.closed_on = row.closed_by = None
    return Event(public={"plan": str(row.id)}, private={"reason": form.reason}, subject=str(row.id))
