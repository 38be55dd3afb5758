"""How a project's budget was changed, and what it was on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import was_said
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.rules.budget_in_force import in_force
from ubudehe.projects.proposals.queries import budgets_voted
from ubudehe.projects.voting.chosen import chosen_before
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class ChangedLine:
    """One kind of expense before and after, in minor units."""

    kind: str
    before: int
    now: int


@dataclass(frozen=True)
class BudgetChange:
    """A change of a budget: in which meeting, from which day on, and why."""

    id: UUID
    assembly: UUID
    since: date
    reason: str
    decided_at: datetime
    lines: tuple[ChangedLine, ...]

    @property
    def before(self) -> int:
        """Return what all was planned before."""
        return sum(one.before for one in self.lines)

    @property
    def now(self) -> int:
        """Return what all is planned since."""
        return sum(one.now for one in self.lines)


def in_force_still() -> Any:
    """Return the condition that the project was not given up since its budget was changed.

    A project that is chosen again begins with what the vote gave it (decision 0146).
    """
    return chosen_before(ProjectBudget.project, ProjectBudget.decided_at)


_CHANGES = Prepared(
    select(ProjectBudget)
    .where(col(ProjectBudget.project).in_(listed("projects")), in_force_still())
    .order_by(col(ProjectBudget.decided_at))
)


def changes_of(session: Session, project: UUID) -> tuple[BudgetChange, ...]:
    """Return how meetings changed the budget of a project, in their order."""
    return _changes(session, [project])[project]


def _changes(
    session: Session, projects: Collection[UUID]
) -> defaultdict[UUID, tuple[BudgetChange, ...]]:
    found: defaultdict[UUID, tuple[BudgetChange, ...]] = defaultdict(tuple)
    for row in _CHANGES.rows(session, projects=list(projects)):
        lines = tuple(ChangedLine(*one) for one in row.amounts)
        change = BudgetChange(row.id, row.assembly, row.since, row.reason, row.decided_at, lines)
        found[row.project] += (change,)
    return found


def planned_of(
    session: Session, projects: Collection[UUID], day: date | None = None
) -> dict[UUID, Mapping[str, int]]:
    """Return what projects may spend by kind, in minor units, as it holds on a day, or last."""
    changes = _changes(session, projects)
    return {
        project: in_force(
            voted,
            ((one.since, {line.kind: line.now for line in one.lines}) for one in changes[project]),
            day,
        )
        for project, voted in budgets_voted(session, projects).items()
    }


def changed_costs(session: Session, village: str, size: int | None = None) -> dict[UUID, int]:
    """Return by how much meetings changed what each project may spend, in minor units.

    With `size`, by what the first `size` acts of the record told.
    """
    changed: dict[UUID, int] = {}
    for project, amounts in _of_village(size is not None).rows(session, village=village, size=size):
        change = sum(now - before for _, before, now in amounts)
        changed[project] = changed.get(project, 0) + change
    return changed


@cache
def _of_village(sized: bool) -> Prepared[Any]:
    size = given("size") if sized else None
    return Prepared(
        pick(ProjectBudget.project, ProjectBudget.amounts).where(
            ProjectBudget.village == given("village"),
            in_force_still(),
            was_said(ProjectBudget.village, ProjectBudget.id, size),
        )
    )
