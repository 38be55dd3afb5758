"""How far a budget may be raised: by money that is there or promised, and that nothing else holds.

What a project may spend falls on the village's money, but for the state's share (decision 0141).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.budgets import Budget, budgets_of
from ubudehe.ledger.grants.agreements import grants_of, withdrawals_now
from ubudehe.ledger.grants.holding import came_of, moves_of
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.ledger.rules.following import OWN, Pots
from ubudehe.projects.envelopes import tells_costs
from ubudehe.projects.proposals.queries import ProjectLine, funded_projects
from ubudehe.projects.voting.binding import budgets_of_votes


def most_planned(
    session: Session, village: str, project: ProjectLine, budget: Budget, own: str, today: date
) -> int:
    """Return the most that the budget of a project may be, in minor units of `own`.

    Never less than it is: what was agreed stands, whatever money was withdrawn since.
    """
    free, tied = _money(session, village, project.id, own, today)
    closed = _closed(session, village)
    others = [
        one for one in funded_projects(session, village) if one.id not in (project.id, *closed)
    ]
    budgets = budgets_of(session, village, others, own)
    for other in others:
        still = budgets[other.id].planned - _of_state(other) - budgets[other.id].spent
        free -= max(still - tied[other.id], 0)
    free -= budgets_of_votes(session, village)
    return max(budget.planned, budget.spent + _of_state(project) + free)


def _money(
    session: Session, village: str, project: UUID, own: str, today: date
) -> tuple[int, Counter[UUID]]:
    """Return what a project may use of all that is there or promised, and what others alone may."""
    pots, moves = Pots(), moves_of(session, village)
    for move in moves:
        pots.take(move)
    withdrawn = withdrawals_now(session, village)
    free, tied = max(pots.left(OWN, own, today).unused, 0), Counter[UUID]()
    for grant in grants_of(session, village):
        gone = withdrawn.get(grant.code)
        there = max(pots.left(grant.code, own, today).unused, 0)
        if gone is None and grant.currency == own:
            there += max(grant.amount - came_of(moves, grant.code, own, changed=False), 0)
        elif gone is not None and gone.rest == "back":
            there = 0
        if grant.project in (None, project):
            free += there
        else:
            tied[grant.project] += there
    return free, tied


def _of_state(project: ProjectLine) -> int:
    return project.total - project.cost


def _closed(session: Session, village: str) -> dict[UUID, int]:
    rows = session.exec(select(ProjectReport).where(col(ProjectReport.village) == village))
    return {row.project: row.spent for row in rows}


@tells_costs
def _costs_now(session: Session, village: str) -> Mapping[UUID, int]:
    """Return what projects take of the village's money now, where that is not what a vote gave."""
    changed, closed = changed_costs(session, village), _closed(session, village)
    now = {
        one.id: one.cost + changed.get(one.id, 0)
        for one in funded_projects(session, village)
        if one.id in changed or one.id in closed
    }
    return {id_: min(cost, closed.get(id_, cost)) for id_, cost in now.items()}
