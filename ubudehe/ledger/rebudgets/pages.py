"""Changing a project's budget in a meeting."""

from starlette.responses import Response

from ubudehe.assemblies.queries import NO_MEETING, open_meeting_id
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence, money
from ubudehe.ledger.budgets import Budget, budget_of
from ubudehe.ledger.rebudgets.actions import change_budget
from ubudehe.ledger.rebudgets.forms import BudgetForm
from ubudehe.ledger.rebudgets.room import most_planned
from ubudehe.ledger.rules import accounts
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class BudgetHere(BudgetForm, SecondHere):
    """A changed budget, with a second person at the same phone."""


@pages.work("/{place}/money/projects/{project:uuid}/rebudget", Right.PROJECTS)
def rebudget(visit: Visit) -> Response:
    """Change what a project may spend, as the open meeting agreed."""
    place, project = visit.place, visit.id("project")
    line = funded_project(visit.session, place.code, project)
    if line is None:
        raise NotFound(N_("There is no such project in this village."))
    meeting = open_meeting_id(visit.session, place.code)
    budget = budget_of(visit.session, place.code, line, visit.country.currency)
    planned = {one.kind: one.planned for one in budget.lines if one.planned}
    form = visit.form(
        BudgetHere,
        {"amounts": planned},
        of=change_budget,
        project=project,
        assembly=meeting or NO_MEETING,
    )
    if meeting is None:
        visit.lacks(form, N_("Open a meeting first: it agrees to the budget."))
    take_second(visit, form)
    if meeting and visit.perform(form, change_budget, place.code):
        return visit.redirect(f"/work/{place.code}/money/projects", "recorded")
    return visit.render(
        "ledger/rebudget.html",
        budget,
        form=form,
        place=place,
        line=line,
        kinds=tuple(accounts.PURPOSES),
        room=_room(visit, line, budget),
    )


def _room(visit: Visit, line: ProjectLine, budget: Budget) -> Sentence:
    """Say how far the budget may grow."""
    own = visit.country.currency
    most = most_planned(visit.session, visit.place.code, line, budget, own, visit.today)
    said = {"most": money(most)}
    if most == budget.planned:
        return Sentence(
            N_(
                "No other money is free: all together it cannot be more than %(most)s. "
                "What is planned for one kind may go to another."
            ),
            said,
        )
    return Sentence(
        N_(
            "All together it may be %(most)s at most: so much is there or promised, and no other "
            "project or vote holds it."
        ),
        said,
    )
