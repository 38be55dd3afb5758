"""What an assembly decides about spending."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ubudehe.language.fields import Amount, AmountOrNothing, Day
from ubudehe.people.seen import Seen

STEPS = 2
_Approvals = Annotated[int, Field(ge=1, le=4)]
_Days = Annotated[int, Field(ge=1, le=180)]


class PolicyForm(Seen):
    """Limits from the smallest up («upto.0», «approvals.0», «chair.0», …), and other figures.

    `rest` and `rest_chair` are for every amount above the last limit.
    """

    assembly: UUID
    since: Day
    upto: dict[str, Amount] = Field(default_factory=dict, max_length=STEPS)
    approvals: dict[str, _Approvals] = Field(default_factory=dict, max_length=STEPS)
    chair: dict[str, Literal["yes"]] = Field(default_factory=dict, max_length=STEPS)
    rest: _Approvals
    rest_chair: Literal["yes"] | None = None
    expires_days: _Days
    quotes_from: AmountOrNothing
    cash_limit: AmountOrNothing
    wage: Annotated[Amount, Field(le=1_000_000)]
    advance_days: _Days
