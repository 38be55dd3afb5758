"""What a meeting agrees about the budget of a project."""

from uuid import UUID

from pydantic import Field

from ubudehe.language.fields import AmountOrNothing, PublicPassage
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.expenses import Expense


class BudgetForm(Seen, Seconded):
    """What a project may spend from now on, by kind; what is left out may spend nothing."""

    project: UUID
    assembly: UUID
    amounts: dict[Expense, AmountOrNothing] = Field(default_factory=dict)
    reason: PublicPassage
