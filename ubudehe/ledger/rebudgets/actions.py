"""Changing the budget of a project, as the open meeting agreed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.budgets import Budget, budget_of
from ubudehe.ledger.minutes import BUDGETS
from ubudehe.ledger.rebudgets.forms import BudgetForm
from ubudehe.ledger.rebudgets.queries import planned_of
from ubudehe.ledger.rebudgets.room import most_planned
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.reports.closed import is_closed
from ubudehe.ledger.rules import accounts
from ubudehe.people.acts import Offline, Second, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.record.append import Event


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    project = UUID(str(ids["project"]))
    if funded_project(session, place, project) is None:
        return None
    return {
        "budget": dict(planned_of(session, [project])[project]),
        "closed": is_closed(session, project),
    }


@act(
    "budget.change",
    Right.PROJECTS,
    said=N_("The budget is changed. The old one stays beside it, with meeting and reason."),
    corrected_by=("budget.change",),
    offline=Offline.STATE,
    second=Second(
        Right.PROJECTS, N_("Two people change a budget. Ask a second person, with their PIN.")
    ),
    state=_as_it_is,
    minutes=BUDGETS,
    worded=("reason",),
)
def change_budget(desk: Desk, form: BudgetForm) -> Event:
    """Change what a project may spend, by the word of a meeting; it holds from that day on."""
    line = funded_project(desk.session, desk.place, form.project)
    if line is None:
        raise NotFound(N_("There is no such project in this village."))
    if is_closed(desk.session, form.project):
        raise Refusal(N_("This project was closed with a report to the assembly."))
    quorate_meeting(desk, form.assembly)
    before = planned_of(desk.session, [form.project])[form.project]
    budget = budget_of(desk.session, desk.place, line, desk.country.currency)
    spent = budget.spent_on
    after = {str(kind): amount for kind, amount in form.amounts.items()}
    rows = [(kind, before.get(kind, 0), after.get(kind, 0)) for kind in accounts.PURPOSES]
    for kind, old, new in rows:
        if new < min(old, spent.get(kind, 0)):
            raise Refusal(
                N_("%(spent)s is spent on it already, so it cannot be less."),
                f"amounts.{kind}",
                spent=desk.country.money(spent[kind]),
            )
    if all(old == new for _, old, new in rows):
        raise Refusal(N_("Nothing is different. Write what was agreed anew."), "amounts.materials")
    _check_room(desk, line, budget, rows)
    told = [one for one in rows if one[1] or one[2]]
    desk.session.add(
        ProjectBudget(
            id=desk.act_id,
            village=desk.place,
            project=form.project,
            assembly=form.assembly,
            since=desk.today,
            amounts=told,
            reason=form.reason,
            decided_at=desk.now,
        )
    )
    return Event(
        public={
            "project": str(form.project),
            "assembly": str(form.assembly),
            "from": desk.today.isoformat(),
            "kinds": [kind for kind, _, _ in told],
            "before": [old for _, old, _ in told],
            "amounts": [new for _, _, new in told],
            "reason": form.reason,
        },
        subject=str(form.project),
    )


def _check_room(
    desk: Desk, line: ProjectLine, budget: Budget, rows: Sequence[tuple[str, int, int]]
) -> None:
    """Raise Refusal where a budget would be raised beyond the money that nothing else holds."""
    asked = sum(new for _, _, new in rows)
    if asked <= budget.planned:
        return
    own = desk.country.currency
    most = most_planned(desk.session, desk.place, line, budget, own, desk.today)
    if asked > most:
        raised = next(kind for kind, old, new in rows if new > old)
        raise Refusal(
            N_(
                "All together it may be %(most)s at most: other projects and votes hold the rest "
                "of the money, or nobody has promised it. If more is given, write down the grant."
            ),
            f"amounts.{raised}",
            most=desk.country.money(most),
        )
