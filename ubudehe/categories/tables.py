"""Rounds and decisions. A decision is never changed: a later one supersedes it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.categories.rules import RoundState
from ubudehe.storage.columns import Moment, stated


class CategoryRound(SQLModel, table=True):
    """One time at which a village categorises its households, under one version of one scheme."""

    __tablename__ = "category_round"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    scheme: str = Field(max_length=20)
    scheme_version: int
    state: RoundState = Field(default=RoundState.PREPARED, sa_column=stated(RoundState, 8))
    estimated: int | None = None
    """How many households people think the village has, registered or not."""
    started_at: datetime = Field(sa_type=Moment)
    agreed_in: UUID | None = None
    """The assembly that agreed on the criteria."""
    posted_at: datetime | None = Field(default=None, sa_type=Moment)
    appeals_until: date | None = None
    final_at: datetime | None = Field(default=None, sa_type=Moment)


class CategoryDecision(SQLModel, table=True):
    """A household's category in a round: by an assembly, or by the outcome of an appeal."""

    __tablename__ = "category_decision"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    round: UUID = Field(foreign_key="category_round.id", index=True)
    household: UUID = Field(foreign_key="household.id", index=True)
    category: str = Field(max_length=4)
    criterion: str = Field(max_length=40)
    assembly: UUID | None = None
    appeal: UUID | None = None
    decided_by: UUID
    decided_at: datetime = Field(sa_type=Moment)
    current: bool = True
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    interested: int = 0
    """Of those who abstained: people who declared that they are relatives or have an interest."""
    secret: bool = False
    note: str | None = Field(default=None, max_length=4000)
    appeals_until: date | None = None
    """For a decision after the list was posted; else the round's day holds."""
    act: UUID | None = None
    """The act in the record that holds this decision."""
