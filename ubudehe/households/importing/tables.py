"""Imports on their way. No part of the record: what a file held is forgotten when it is done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from ubudehe.households.importing.rules.states import ImportState
from ubudehe.storage.columns import Moment, stated


class HouseholdImport(SQLModel, table=True):
    """A file of households between being sent and being registered."""

    __tablename__ = "household_import"
    id: UUID = Field(primary_key=True)
    """The act id of the form that brought the file."""
    village: str = Field(index=True, max_length=16)
    account: UUID
    created_at: datetime = Field(sa_type=Moment)
    state: ImportState = Field(sa_column=stated(ImportState, 8))
    """new, mapped, running, done or failed."""
    sheet: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The book as JSON, without national identity numbers; empty once done."""
    row_count: int
    layout: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """How the list begins, once somebody said it."""
    mended: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """Cells that were written anew, by row and column."""
    agreed: list[int] | None = Field(default=None, sa_column=Column(JSON))
    """The rows that somebody agreed to register, in their order; the first `done` are through."""
    plan: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    expected: int = 0
    """How many households somebody agreed to register."""
    leave_out: bool = False
    """Of releases before batches; nobody reads it."""
    done: int = 0
    """How many households are registered."""
    failure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    """Why the last try stopped: a message and what fills its places."""
