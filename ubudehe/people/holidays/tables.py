"""The table of announced days off."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class AnnouncedHoliday(SQLModel, table=True):
    """A day off in all villages of a place; `ended_on` is the day on which it was called off."""

    __tablename__ = "announced_holiday"
    __table_args__ = {"sqlite_with_rowid": False}

    id: UUID = Field(primary_key=True)
    place: str = Field(max_length=16, index=True)
    day: date
    name: str = Field(max_length=120)
    announced_on: date
    announced_by: UUID
    ended_on: date | None = None
    reason: str = Field(default="", max_length=4_000)
