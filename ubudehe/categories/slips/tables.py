"""Slips that were handed out: a keyed hash of the code, never the code."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class CheckSlip(SQLModel, table=True):
    """A slip that a household got; a newer one takes its place."""

    __tablename__ = "check_slip"
    mark: str = Field(primary_key=True, max_length=64)
    """What `rules.mark_of` makes of the code."""
    household: UUID = Field(foreign_key="household.id", index=True)
    village: str = Field(index=True, max_length=16)
    issued_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)
