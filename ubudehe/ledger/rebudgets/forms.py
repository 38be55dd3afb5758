"""What a meeting agrees about the budget of a project."""

from uuid import UUID

from pydantic import Field

from ubudehe.language.fields import AmountOrNothing, PublicPassage
from ubudehe.ledger.entries.forms import Purpose
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen


class BudgetForm(Seen, Seconded):
    """What a project may spend from now on, by kind; what is left out may spend nothing."""

    project: UUID
    assembly: UUID
    amounts: dict[Purpose, AmountOrNothing] = Field(default_factory=dict)
    reason: PublicPassage
