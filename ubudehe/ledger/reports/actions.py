"""Closing a project with a report to the assembly."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.budgets import budget_of
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.minutes import REPORTS
from ubudehe.ledger.reports.closed import is_closed
from ubudehe.ledger.reports.forms import ReportForm
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.record.append import Event


def _before_closing(
    session: Session, _place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return what closing a project freezes: how many entries it has, and whether it is closed."""
    project = ids["project"]
    posted = select(func.count()).where(
        LedgerEntry.project == project, LedgerEntry.state == EntryState.POSTED
    )
    return {"entries": session.exec(posted).one(), "closed": is_closed(session, UUID(str(project)))}


@act(
    "project.close",
    Right.PROJECTS,
    said=N_("The project is closed with a report that everybody can read."),
    corrected_by=("project.reopen",),
    offline=Offline.STATE,
    state=_before_closing,
    minutes=REPORTS,
    worded=("text",),
)
def close_project(desk: Desk, form: ReportForm) -> Event:
    """Close a project: the report was read to an open meeting, and nothing waits any more."""
    project, assembly = form.project, form.assembly
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
