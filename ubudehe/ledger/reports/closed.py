"""Whether a project is finished."""

from uuid import UUID

from sqlmodel import Session

from ubudehe.ledger.reports.tables import ProjectReport


def is_closed(session: Session, project: UUID) -> bool:
    """Tell whether the assembly has heard the last report of a project."""
    return session.get(ProjectReport, project) is not None


def report_of(session: Session, project: UUID) -> ProjectReport | None:
    """Return the last report of a project, or None while it goes on."""
    return session.get(ProjectReport, project)
