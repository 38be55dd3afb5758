"""Meetings that are announced."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Announcement(SQLModel, table=True):
    """A meeting that is announced, as it stands after its last change."""

    __tablename__ = "meeting_announcement"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    day: date
    hour: str = Field(max_length=5)
    """HH:MM on the country's clock, whatever that will be: people come when it says so."""
    where: str = Field(max_length=120)
    agenda: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Purposes of meetings, in the order in which they are taken."""
    matters: str = Field(max_length=2000)
    """Further points in words, one a line."""
    ways: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """How people are told, beside the village's page."""
    known_since: date
    """Since which day everybody could know its day, hour and place as they are now."""
    written_at: datetime = Field(sa_type=Moment)
    """When it was last written: announced, changed or called off."""
    changes: int = 0
    """How often it was written anew; what RFC 5545 calls its sequence."""
    reason: str = Field(default="", max_length=2000)
    """Why it was last changed, or called off."""
    called_off: bool = False
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of place and further points; empty where nobody said it."""
    reason_lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """That of the reason."""
