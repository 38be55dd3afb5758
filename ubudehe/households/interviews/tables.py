"""Interviews that were begun. No part of the record until the household is registered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class HouseholdDraft(SQLModel, table=True):
    """A household as far as it was told; the village's own, gone once it is registered."""

    __tablename__ = "household_draft"
    id: UUID = Field(primary_key=True)
    """The act id with which it will be registered, so that this can happen only once."""
    village: str = Field(index=True, max_length=16)
    account: UUID = Field(foreign_key="account.id")
    """Who saved it last."""
    begun_at: datetime = Field(sa_type=Moment)
    saved_at: datetime = Field(sa_type=Moment)
    fields: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """Pairs of a field's name and what was typed in it, also what is not right yet."""
    members: list[Any] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    """Who of it is listed already, where the village lists members; in the order they were told."""
