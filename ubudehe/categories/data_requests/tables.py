"""Requests under the data law, and who opened a household's file."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment, stated


class RequestState(StrEnum):
    """A request under the law waits, or was answered."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class DataRequest(SQLModel, table=True):
    """A household asks for something that Law 058/2021 gives it."""

    __tablename__ = "data_request"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    household: UUID = Field(foreign_key="household.id", index=True)
    kind: str = Field(max_length=12)
    """«access», «correction», «objection», «erasure»."""
    words: str = Field(max_length=4000)
    filed_at: datetime = Field(sa_type=Moment)
    due: date
    state: RequestState = Field(default=RequestState.OPEN, sa_column=stated(RequestState, 8))
    """«open», «granted», «refused»."""
    answer: str | None = Field(default=None, max_length=4000)
    answered_by: UUID | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Moment)


class FileView(SQLModel, table=True):
    """Somebody who does not keep the village's register opened a household's file."""

    __tablename__ = "file_view"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    household: UUID = Field(foreign_key="household.id", index=True)
    account: UUID
    role: str = Field(max_length=24)
    reason: str = Field(max_length=400)
    seen_at: datetime = Field(sa_type=Moment)
