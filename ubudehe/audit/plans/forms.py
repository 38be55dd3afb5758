"""What officers write about audit plans."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.audit.rules.plan import MOST_DAYS, MOST_VILLAGES
from ubudehe.language.fields import Day, PublicLine, PublicPassage
from ubudehe.people.seen import Seen

_Month = Annotated[str, Field(pattern="^2[0-9]{3}-(0[1-9]|1[0-2])$")]
_Village = Annotated[str, Field(pattern="^[0-9]{1,16}$")]
_Looked = Literal["books", "cash", "attendance", "works", "meetings"]
_Team = Annotated[list[UUID], Field(min_length=1, max_length=20)]


class PlanFields(BaseModel):
    """What an audit looks at, and who makes it."""

    title: PublicLine
    year: Annotated[int, Field(ge=2000, le=2999)]
    first: _Month
    last: _Month
    looked: Annotated[list[_Looked], Field(min_length=1, max_length=5)]
    team: _Team
    lead: UUID


class DrawPlanForm(PlanFields):
    """An audit to be: the villages are visited one after the other, from a day on."""

    villages: Annotated[list[_Village], Field(max_length=MOST_VILLAGES)] = []
    others: Annotated[str, Field(max_length=2000)] | None = None
    """Codes of further villages, with anything but digits between them."""
    starts: Day
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]


class AmendPlanForm(PlanFields, Seen):
    """A plan as it is to be by now, each visit on a line, and why it changes."""

    plan: UUID
    visits: Annotated[str, Field(min_length=1, max_length=4000)]
    reason: PublicPassage


class PlanRef(Seen):
    """A plan as it was seen."""

    plan: UUID


class ReasonedPlanForm(PlanRef):
    """Why a plan is called off, or opened again."""

    reason: PublicPassage


class ClosePlanForm(PlanRef):
    """What came of an audit, in words that everybody reads."""

    summary: PublicPassage
