"""Pairs of entries that look like one household."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.households.duplicates.rules import CaseState
from ubudehe.storage.columns import Moment, stated


class DuplicateCase(SQLModel, table=True):
    """Two entries, the newer first, until somebody has found out whether they are one."""

    __tablename__ = "duplicate_case"
    __table_args__ = (UniqueConstraint("household", "other"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    household: UUID = Field(foreign_key="household.id", index=True)
    other_village: str = Field(index=True, max_length=16)
    other: UUID = Field(foreign_key="household.id", index=True)
    signs: list[str] = Field(sa_column=Column(JSON, nullable=False))
    state: CaseState = Field(default=CaseState.OPEN, sa_column=stated(CaseState, 8))
    """«open», «same» (one of the two must end), «distinct»."""
    reason: str | None = Field(default=None, max_length=4000)
    found_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
