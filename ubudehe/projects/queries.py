"""Needs, proposals and votes of a village together."""

from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.projects.needs.queries import NeedLine, OrderLine, last_order, needs
from ubudehe.projects.proposals.queries import ProjectLine, proposals
from ubudehe.projects.voting.queries import VoteLine, votes


@dataclass(frozen=True)
class Board:
    """All about the projects of a village."""

    needs: tuple[NeedLine, ...]
    order: OrderLine | None
    """The newest order of the needs."""
    proposals: tuple[ProjectLine, ...]
    votes: tuple[VoteLine, ...]


def board(session: Session, village: str) -> Board:
    """Return needs, proposals and votes of a village."""
    return Board(
        needs(session, village),
        last_order(session, village),
        proposals(session, village),
        votes(session, village),
    )
