"""What people say about a flag."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import AmountOrNothing, Line, Passage
from ubudehe.people.seen import Seen


class FlagRef(Seen):
    """A flag as it was seen, by its key."""

    flag: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class AnswerFlagForm(FlagRef):
    """How the village explains what was found."""

    text: Passage


class SettleFlagForm(FlagRef):
    """What an officer finds of it, and why."""

    outcome: Literal["explained", "confirmed"]
    text: Passage


class SampleForm(BaseModel):
    """A public draw, what to draw, and what was found for each entry («found.NUMBER»)."""

    draw: Line
    method: Literal["mus", "simple"]
    size: Annotated[int, Field(ge=1, le=200)] | None = None
    at: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None
    """The size of the signed record when the draw was made; None for the newest."""
    found: dict[str, AmountOrNothing] = Field(default_factory=dict, max_length=400)
    keep: Literal["yes"] | None = None
    """Whether the checked sample is written down in the record."""


class KeepSampleForm(BaseModel):
    """A checked sample as the page computed it from the draw and from what was found."""

    draw: Line
    method: Literal["mus", "simple", "all"]
    size: Annotated[int, Field(ge=1)]
    drawn: Annotated[int, Field(ge=1)]
    wrong: Annotated[int, Field(ge=0)]


class DropSampleForm(Seen):
    """Which sample is taken back, and why."""

    sample: UUID
    text: Passage


class GiverFileForm(BaseModel):
    """How a giver's file is shown beside the books; the file stands beside the fields."""

    answer: Literal["page", "csv"]
