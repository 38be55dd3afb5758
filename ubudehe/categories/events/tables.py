"""What happened to a household, and when."""

from datetime import date, datetime
from uuid import UUID

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
    other: UUID | None = None
    """The household it joined, or that came out of it."""
    place: str | None = Field(default=None, max_length=120)
    """Where it went, as people said it."""
    written_at: datetime = Field(sa_type=Moment)
