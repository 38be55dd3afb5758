"""Own questions of places above the village, and what households answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class OwnForm(SQLModel, table=True):
    """A form that a place asks in all its villages; never changed, only ended or replaced."""

    __tablename__ = "own_form"
    id: UUID = Field(primary_key=True)
    place: str = Field(index=True, max_length=16)
    """A code above the village; «0» for the whole country."""
    form: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The sheets of its XLSForm by name: rows of cells, headings first."""
    digest: str = Field(max_length=64)
    """SHA-256 of the canonical JSON of `form`, in hex."""
    set_at: datetime = Field(sa_type=Moment)
    set_by: UUID
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class OwnAnswers(SQLModel, table=True):
    """What a household answered to one form."""

    __tablename__ = "own_answers"
    household: UUID = Field(primary_key=True, foreign_key="household.id")
    form: UUID = Field(primary_key=True, foreign_key="own_form.id")
    answers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """By the name of a question: a text, or a list of the choices that were ticked."""
    at: datetime = Field(sa_type=Moment)
