"""Closing a project with a report."""

from starlette.responses import Response

from ubudehe.assemblies.queries import NO_MEETING, open_meeting_id
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.budgets import budget_of, budgets_of
from ubudehe.ledger.reports import actions
from ubudehe.ledger.reports.closed import report_of, reports_of
from ubudehe.ledger.reports.forms import ReportForm
from ubudehe.ledger.reports.reopening import ReopenProjectForm, reopen_project
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_project, funded_projects
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class ReopenHere(ReopenProjectForm, SecondHere):
    """Why a project goes on, with a second person at the same phone."""


@pages.work("/{place}/money/projects", Right.LOOK)
def show_projects(visit: Visit) -> Response:
    """Show what each chosen project may spend and has spent."""
    place = visit.place
    funded = funded_projects(visit.session, place.code)
    budgets = budgets_of(visit.session, place.code, funded, visit.country.currency)
    reports = reports_of(visit.session, budgets)
    found = [(line, budgets[line.id], reports.get(line.id)) for line in funded]
    return visit.render("ledger/budgets.html", found, place=place)


@pages.work("/{place}/money/projects/{project:uuid}/close", Right.PROJECTS)
def close(visit: Visit) -> Response:
    """Close a project: its report was read out in the open meeting."""
    place, project = visit.place, visit.id("project")
    line = funded_project(visit.session, place.code, project)
    if line is None:
        raise NotFound(N_("There is no such project in this village."))
    meeting = open_meeting_id(visit.session, place.code)
    budget = budget_of(visit.session, place.code, line, visit.country.currency)
    form = visit.form(
        ReportForm,
        of=actions.close_project,
        project=project,
        assembly=meeting or NO_MEETING,
    )
    if meeting is None:
        visit.lacks(form, N_("Open a meeting first: the report is read to it."))
    if meeting and visit.perform(form, actions.close_project, place.code):
        return visit.redirect(f"/work/{place.code}/money/projects", "recorded")
    return visit.render("ledger/close_project.html", budget, form=form, place=place, line=line)


@pages.work("/{place}/money/projects/{project:uuid}/reopen", Right.PROJECTS)
def reopen(visit: Visit) -> Response:
    """Open a project again that was closed with a report."""
    place, project = visit.place, visit.id("project")
    line = funded_project(visit.session, place.code, project)
    report = report_of(visit.session, project)
    if line is None:
        raise NotFound(N_("There is no such project in this village."))
    meeting = open_meeting_id(visit.session, place.code)
    form = visit.form(
        ReopenHere, of=reopen_project, project=project, assembly=meeting or NO_MEETING
    )
    if meeting is None:
        visit.lacks(form, N_("Open a meeting first: it decides that the project goes on."))
    take_second(visit, form)
    if meeting and visit.perform(form, reopen_project, place.code):
        return visit.redirect(f"/work/{place.code}/money/projects", "recorded")
    return visit.render("ledger/reopen_project.html", line, form=form, place=place, report=report)
