"""Whether a project is finished."""

from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.reports.tables import ProjectReport, ReportTakenBack


def is_closed(session: Session, project: UUID) -> bool:
    """Tell whether the assembly has heard the last report of a project."""
    return session.get(ProjectReport, project) is not None


def report_of(session: Session, project: UUID) -> ProjectReport | None:
    """Return the last report of a project, or None while it goes on."""
    return session.get(ProjectReport, project)


def reports_taken_back(session: Session, project: UUID) -> tuple[ReportTakenBack, ...]:
    """Return the reports after which a project was opened again, the latest first."""
    query = select(ReportTakenBack).where(ReportTakenBack.project == project)
    return tuple(session.exec(query.order_by(col(ReportTakenBack.reopened_at).desc())))
