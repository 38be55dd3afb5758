"""What people type about a proposal."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import Amount, Count, PersonName, PublicLine, PublicPassage
from ubudehe.language.titles import Tongue
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.expenses import Expense
from ubudehe.projects.rules.symbols import Symbol

COST_LINES = 8
GIFTS = 5
AUTHORS = 3
MOST_AUTHORS = 2 * AUTHORS
"""A proposal made of two keeps the authors of both."""


class Picture(BaseModel):
    """A photo that is kept already: its SHA-256 and its size in pixels."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    width: int
    height: int


class ProposalRef(Seen):
    """A proposal as it was seen."""

    proposal: UUID


class ProposalForm(BaseModel):
    """A project that the village could do.

    Cost lines and gifts are typed in numbered rows («line_text.0»); empty rows do not count.
    """

    title: PublicLine
    lang: Tongue = ""
    other_title: PublicLine | None = None
    other_lang: Tongue = ""
    need: UUID | None = None
    plan: PublicPassage
    symbol: Symbol | None = None
    line_kind: dict[str, Expense] = Field(default_factory=dict, max_length=COST_LINES)
    line_text: dict[str, PublicLine] = Field(default_factory=dict, max_length=COST_LINES)
    line_amount: dict[str, Amount] = Field(default_factory=dict, max_length=COST_LINES)
    from_state: Amount | None = None
    asked: PublicLine | None = None
    least: Amount | None = None
    """With how much money less of it would still be of use; None for whole or not at all."""
    labour_days: Count = 0
    gift_what: dict[str, PublicLine] = Field(default_factory=dict, max_length=GIFTS)
    gift_quantity: dict[str, Annotated[int, Field(ge=1, le=999_999)]] = Field(
        default_factory=dict, max_length=GIFTS
    )
    gift_unit: dict[str, PublicLine] = Field(default_factory=dict, max_length=GIFTS)
    households: Count = 0
    women: Count = 0
    men: Count = 0
    children: Count = 0
    upkeep: PublicPassage | None = None
    risks: PublicPassage | None = None
    author: dict[str, PersonName] = Field(default_factory=dict, max_length=MOST_AUTHORS)
    picture: Picture | None = None


class ReviseForm(ProposalForm, ProposalRef):
    """A new version of a proposal."""


class CheckForm(ProposalRef):
    """The sector's word on a proposal; a return says why."""

    outcome: Literal["feasible", "returned"]
    reason: PublicPassage | None = None


class AnswerForm(ProposalRef):
    """What the village answers to a return when it keeps its proposal."""

    answer: PublicPassage


class ProposalReasonForm(ProposalRef):
    """Why, in public."""

    reason: PublicPassage


class PictureForm(ProposalRef):
    """What shows a project to whoever does not read: a symbol, a photo, or both."""

    symbol: Symbol | None = None
    without_photo: Literal["yes"] | None = None
    """Takes away the photo that was there."""
    picture: Picture | None = None


class MergeForm(ProposalForm, Seen):
    """A proposal made of two; by number of the two, who of its authors agrees."""

    one: UUID
    other: UUID

    consent: dict[str, PersonName] = Field(default_factory=dict, max_length=2)
