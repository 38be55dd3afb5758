"""Opening a project again that was closed with a report."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.minutes import REPORTS
from ubudehe.ledger.reports.tables import ProjectReport, ReportTakenBack
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.record.append import Event

FIGURES = ("planned", "spent", "labour_days", "materials")
"""What a report says in numbers."""


class ReopenProjectForm(Seen, Seconded):
    """Why a project goes on after its report; read out and public."""

    project: UUID
    assembly: UUID
    reason: PublicPassage


def _as_it_is(session: Session, _place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    report = session.get(ProjectReport, ids["project"])
    return {"closed": report.closed_at.isoformat() if report else ""}


@act(
    "project.reopen",
    Right.PROJECTS,
    said=N_("The project goes on, and its report stands below it with the reason."),
    corrected_by=("project.close",),
    offline=Offline.STATE,
    second=Second(
        Right.PROJECTS, N_("Two people open a project again. Ask a second person, with their PIN.")
    ),
    state=_as_it_is,
    minutes=REPORTS,
    worded=("reason",),
)
def reopen_project(desk: Desk, form: ReopenProjectForm) -> Event:
    """Open a project again that was closed with a report, by the word of a meeting."""
    if funded_project(desk.session, desk.place, form.project) is None:
        raise NotFound(N_("There is no such project in this village."))
    report = desk.session.get(ProjectReport, form.project)
    if report is None:
        raise Refusal(N_("This project is not closed."))
    quorate_meeting(desk, form.assembly)
    desk.session.add(
        ReportTakenBack(
            id=desk.act_id,
            village=desk.place,
            project=report.project,
            assembly=report.assembly,
            text=report.text,
            closed_at=report.closed_at,
            reason=form.reason,
            reopened_in=form.assembly,
            reopened_at=desk.now,
            **{name: getattr(report, name) for name in FIGURES},
        )
    )
    desk.session.delete(report)
    return Event(
        public={
            "project": str(form.project),
            "assembly": str(form.assembly),
            "reason": form.reason,
        },
        subject=str(form.project),
    )
