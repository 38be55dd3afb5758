"""Rounds, decisions and appeals. A decision is never changed: a later one supersedes it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class CategoryRound(SQLModel, table=True):
    """One time at which a village categorises its households, under one version of one scheme."""

    __tablename__ = "category_round"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    scheme: str = Field(max_length=20)
    scheme_version: int
    state: str = Field(default="open", max_length=8)
    started_at: datetime = Field(sa_type=Moment)
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


class Appeal(SQLModel, table=True):
    """Somebody says that a household's category is wrong, upward or downward alike."""

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    """On the receipt that the household takes home."""
    round: UUID = Field(foreign_key="category_round.id")
    household: UUID = Field(foreign_key="household.id", index=True)
    decision: UUID = Field(foreign_key="category_decision.id")
    wanted: str = Field(max_length=4)
    ground: str = Field(max_length=4000)
    filed_at: datetime = Field(sa_type=Moment)
    state: str = Field(default="open", max_length=10)
    outcome: str | None = Field(default=None, max_length=4000)
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
