"""Imports on their way. No part of the record: what a file held is forgotten when it is done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class HouseholdImport(SQLModel, table=True):
    """A file of households between being sent and being registered."""

    __tablename__ = "household_import"
    id: UUID = Field(primary_key=True)
    """The act id of the form that brought the file."""
    village: str = Field(index=True, max_length=16)
    account: UUID
    created_at: datetime = Field(sa_type=Moment)
    state: str = Field(max_length=8)
    """new, mapped, running, done or failed."""
    sheet: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The table as JSON, without national identity numbers; empty once done."""
    row_count: int
    plan: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    expected: int = 0
    """How many households somebody agreed to register."""
    leave_out: bool = False
    """Whether somebody agreed to leave out the rows with problems."""
    done: int = 0
    """How many households were registered."""
    failure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """Why the last try registered nothing: a message and what fills its places."""
