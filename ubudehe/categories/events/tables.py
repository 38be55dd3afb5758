"""What happened to a household, and when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class HouseholdEvent(SQLModel, table=True):
    """Something after which the assembly looks at a household again, or at which it ended."""

    __tablename__ = "household_event"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    household: UUID = Field(foreign_key="household.id", index=True)
    kind: str = Field(max_length=12)
    happened_on: date
    note: str | None = Field(default=None, max_length=4000)
    other: UUID | None = Field(default=None, index=True)
    """The household it joined, or that came out of it."""
    place: str | None = Field(default=None, max_length=120)
    """Where it went, as people said it."""
    written_at: datetime = Field(sa_type=Moment)
    effect: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """What it changed in the household's numbers (`rules.Effect`); None where it changed none."""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_by: UUID | None = None
    undone_why: str | None = Field(default=None, max_length=4000)
    """Why it was taken back."""
