"""What people type about needs, and about putting them in order."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import Count, PublicLine
from ubudehe.language.titles import Tongue
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.symbols import Symbol

FEWEST = 2
"""Needs that can be put in order."""


class NeedForm(BaseModel):
    """A need of the village."""

    text: PublicLine
    lang: Tongue = ""
    symbol: Symbol | None = None


class NeedRef(Seen):
    """A need, and nothing else to say."""

    need: UUID


class NeedChange(NeedForm, NeedRef):
    """A need in other words."""


class RankingRef(BaseModel):
    """An order that is being made, and nothing else to say."""

    ranking: UUID


class UndoForm(RankingRef, Seen):
    """An order of which the last answer is taken back."""


class RankingForm(BaseModel):
    """Which needs are put in order, and how."""

    needs: list[UUID] = Field(min_length=FEWEST, max_length=12)
    method: Literal["pairs", "marks"]
    marks_each: Annotated[int, Field(ge=1, le=5)] | None = None
    """How many marks each person gives; only by marks."""


class PairForm(RankingRef):
    """Which of two is worse: the letters' numbers from 0, or -1 for equal."""

    pair: str = Field(pattern=r"^\d{1,2}-\d{1,2}$", max_length=5)
    worse: int = Field(ge=-1, le=11)


class MarksForm(RankingRef, Seen):
    """How many marks women and men gave each need, by its number from 0."""

    women: dict[str, Count] = Field(max_length=12)
    men: dict[str, Count] = Field(max_length=12)


class GiveUpForm(RankingRef, Seen):
    """Why an order is given up, in public."""

    reason: PublicLine


class RankForm(RankingRef, Seen):
    """Which need the meeting takes up, and why if it is not the first."""

    need: UUID
    reason: PublicLine | None = None
