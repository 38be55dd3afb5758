"""What a chosen project may spend on each kind of expense, and what is left of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.ledger.entries.conditions import is_posted, is_repair, waits
from ubudehe.ledger.entries.sums import Sums, balances
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.rebudgets.queries import planned_of
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.against import beyond, left_of
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.states import EntryState
from ubudehe.projects.bound import binds_projects
from ubudehe.projects.proposals.queries import ProjectLine, funded_project
from ubudehe.storage.prepared import Prepared, listed

_LABOUR_DAYS = Prepared(
    select(col(LedgerEntry.project), func.sum(EntryQuantity.number))
    .join(EntryQuantity, col(LedgerEntry.id) == EntryQuantity.entry)
    .where(
        col(LedgerEntry.project).in_(listed("projects")),
        LedgerEntry.state == EntryState.POSTED,
        EntryQuantity.unit == LABOUR_DAY,
        ~is_repair(),
    )
    .group_by(col(LedgerEntry.project))
)


@binds_projects
def _rests_on_it(session: Session, project: UUID, today: date) -> str | None:
    """Return what of the books rests on a chosen project, and what to do instead."""
    for found, said in (
        (
            select(ProjectReport.project).where(ProjectReport.project == project),
            N_("«%(project)s» was closed with a report, so the vote that chose it stands."),
        ),
        (
            select(LedgerEntry.id).where(LedgerEntry.project == project, is_posted()),
            N_(
                "Money or work for «%(project)s» stands in the books, so the vote stands. To end "
                "the project, close it with a report to a meeting; then vote on what is left."
            ),
        ),
        (
            select(LedgerEntry.id).where(LedgerEntry.project == project, waits(today)),
            N_("An entry of «%(project)s» waits for approval. Refuse it or take it back first."),
        ),
        (
            select(Grant.id).where(Grant.project == project),
            N_(
                "A grant was agreed for «%(project)s», so the vote stands. To end the project, "
                "close it with a report to a meeting."
            ),
        ),
    ):
        if session.exec(found).first() is not None:
            return said
    return None


@dataclass(frozen=True)
class BudgetLine:
    """One kind of expense of a project: planned and posted, in minor units."""

    kind: str
    planned: int
    spent: int

    @property
    def left(self) -> int:
        """Return what is left; below zero where more was spent than planned."""
        return left_of(self.planned, self.spent)

    @property
    def over(self) -> int:
        """Return what was spent more than planned, or 0."""
        return beyond(self.planned, self.spent)


@dataclass(frozen=True)
class Budget:
    """A project's budget by kind of expense, and what people gave to it beside money."""

    lines: tuple[BudgetLine, ...]
    labour_days: int
    materials: int
    """What given materials are worth."""

    @property
    def planned(self) -> int:
        """Return all that is planned."""
        return sum(line.planned for line in self.lines)

    @property
    def spent_on(self) -> dict[str, int]:
        """Return what was spent on each kind."""
        return {line.kind: line.spent for line in self.lines}

    @property
    def spent(self) -> int:
        """Return all that was spent."""
        return sum(line.spent for line in self.lines)

    @property
    def left(self) -> int:
        """Return what is left of all that is planned; below zero where more was spent."""
        return left_of(self.planned, self.spent)

    @property
    def over(self) -> int:
        """Return what was spent more than planned, all together, or 0."""
        return beyond(self.planned, self.spent)


def budget_of(
    session: Session, village: str, project: ProjectLine, currency: str, day: date | None = None
) -> Budget:
    """Return the budget lines of a project with what was posted against each, in `currency`.

    With `day`, the budget that was in force then beside what is posted today.
    """
    return budgets_of(session, village, [project], currency, day)[project.id]


def budgets_of(
    session: Session,
    village: str,
    projects: Sequence[ProjectLine],
    currency: str,
    day: date | None = None,
) -> dict[UUID, Budget]:
    """Return the budgets of a village's projects by their ids, each like `budget_of`."""
    if not projects:
        return {}
    ids = [project.id for project in projects]
    held = balances(session, village)
    planned, days = planned_of(session, ids, day), _labour_days(session, ids)
    return {
        project.id: Budget(
            tuple(_lines(project, planned[project.id], held, currency)),
            days.get(project.id, 0),
            held.get((accounts.contributed_materials(project.code), currency), 0),
        )
        for project in projects
    }


def _lines(
    project: ProjectLine, planned: Mapping[str, int], held: Sums, currency: str
) -> Iterator[BudgetLine]:
    for kind in accounts.PURPOSES:
        spent = held.get((accounts.project_expense(project.code, kind), currency), 0)
        if spent or kind in planned:
            yield BudgetLine(kind, planned.get(kind, 0), spent)


def left_for(session: Session, entry: UUID, currency: str) -> tuple[str, int] | None:
    """Return the kind of expense of an entry and what its project has left for it, or None.

    It is held against the budget that is in force on its own day.
    What the entry itself takes is gone from it once it is posted.
    """
    row = session.get(LedgerEntry, entry)
    posting = session.get(EntryPosting, (entry, 0))
    if row is None or row.project is None or posting is None or posting.amount < 0:
        return None
    kind = next(
        (kind for kind, word in accounts.PURPOSES.items() if posting.account.endswith(f":{word}")),
        None,
    )
    project = funded_project(session, row.village, row.project)
    spends = accounts.is_money_out(posting.account) and not accounts.is_repair(posting.account)
    if kind is None or project is None or not spends:
        return None
    budget = budget_of(session, row.village, project, currency, row.entry_date)
    return kind, next((line.left for line in budget.lines if line.kind == kind), 0)


def _labour_days(session: Session, projects: Collection[UUID]) -> dict[UUID | None, int]:
    rows = _LABOUR_DAYS.rows(session, projects=list(projects))
    return {project: int(number) for project, number in rows}
