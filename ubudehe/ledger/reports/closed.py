"""Whether a project is finished."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.reports.tables import ProjectReport, ReportTakenBack


def is_closed(session: Session, project: UUID) -> bool:
    """Tell whether the assembly has heard the last report of a project."""
    return session.get(ProjectReport, project) is not None


def report_of(session: Session, project: UUID) -> ProjectReport | None:
    """Return the last report of a project, or None while it goes on."""
    return session.get(ProjectReport, project)


def reports_of(session: Session, projects: Collection[UUID]) -> dict[UUID, ProjectReport]:
    """Return the last reports of those of the projects that are finished."""
    query = select(ProjectReport).where(col(ProjectReport.project).in_(projects))
    return {row.project: row for row in session.exec(query)}


def reports_taken_back(session: Session, project: UUID) -> tuple[ReportTakenBack, ...]:
    """Return the reports after which a project was opened again, the latest first."""
    query = select(ReportTakenBack).where(ReportTakenBack.project == project)
    return tuple(session.exec(query.order_by(col(ReportTakenBack.reopened_at).desc())))
