"""Proposals and chosen projects, shaped for a page."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.projects.proposals.tables import Proposal

CHOSEN = "chosen"


@dataclass(frozen=True)
class ProjectLine:
    """A proposal, or a project once it is chosen. `code` names it in the books: P001."""

    id: UUID
    code: str
    title: str
    plan: str
    cost: int
    labour_days: int
    state: str


def proposals(session: Session, village: str) -> tuple[ProjectLine, ...]:
    """Return all proposals of a village by number."""
    rows = session.exec(
        select(Proposal).where(Proposal.village == village).order_by(col(Proposal.number))
    )
    return tuple(_line(row) for row in rows)


def funded_projects(session: Session, village: str) -> tuple[ProjectLine, ...]:
    """Return the projects that the village has chosen."""
    return tuple(line for line in proposals(session, village) if line.state == CHOSEN)


def funded_project(session: Session, village: str, project: UUID) -> ProjectLine | None:
    """Return one chosen project of a village, or None."""
    row = session.get(Proposal, project)
    return _line(row) if row and row.village == village and row.state == CHOSEN else None


def _line(row: Proposal) -> ProjectLine:
    return ProjectLine(
        id=row.id,
        code=f"P{row.number:03d}",
        title=row.title,
        plan=row.plan,
        cost=row.cost,
        labour_days=row.labour_days,
        state=row.state,
    )
