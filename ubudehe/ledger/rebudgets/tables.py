"""What meetings changed in the budgets of projects."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class ProjectBudget(SQLModel, table=True):
    """A budget that a meeting agreed to, in place of the one before it."""

    __tablename__ = "project_budget"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    project: UUID = Field(index=True)
    assembly: UUID
    since: date
    """The day of the decision: payments of earlier days are held against what was before."""
    amounts: list[tuple[str, int, int]] = Field(sa_column=Column(JSON, nullable=False))
    """[kind of expense, before, now] in minor units, in the order of kinds."""
    reason: str = Field(max_length=2000)
    decided_at: datetime = Field(sa_type=Moment)
