"""Closing a project with a report to the assembly."""

from uuid import UUID

from sqlmodel import select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.budgets import budget_of
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.reports.closed import is_closed
from ubudehe.ledger.reports.forms import ReportForm
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.record.append import Event


@act("project.close", Right.PROJECTS)
def close_project(desk: Desk, form: ReportForm, project: UUID, assembly: UUID) -> Event:
    """Close a project: the report was read to an open meeting, and nothing waits any more."""
    line = funded_project(desk.session, desk.place, project)
    if line is None:
        raise NotFound(N_("There is no such project in this village."))
    if is_closed(desk.session, project):
        raise Refusal(N_("This project was closed with a report to the assembly."))
    quorate_meeting(desk, assembly)
    waiting = select(LedgerEntry.id).where(
        LedgerEntry.project == project,
        waits(desk.today),
    )
    if desk.session.exec(waiting).first() is not None:
        raise Refusal(N_("An entry of this project still waits for approval. Decide it first."))
    budget = budget_of(desk.session, desk.place, line, desk.country.currency)
    report = ProjectReport(
        project=project,
        village=desk.place,
        assembly=assembly,
        text=form.text,
        planned=budget.planned,
        spent=budget.spent,
        labour_days=budget.labour_days,
        materials=budget.materials,
        closed_at=desk.now,
    )
    desk.session.add(report)
    return Event(
        public={
            "project": str(project),
            "assembly": str(assembly),
            "planned": report.planned,
            "spent": report.spent,
            "labour_days": report.labour_days,
            "materials": report.materials,
            "report": form.text,
        },
        subject=str(project),
    )
