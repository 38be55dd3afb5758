"""Audit plans, and the visits that each of them holds."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.audit.rules.plan import PlanState
from ubudehe.storage.columns import Moment, stated


class AuditPlan(SQLModel, table=True):
    """An audit of villages below a place, as it stands after its last change."""

    __tablename__ = "audit_plan"
    id: UUID = Field(primary_key=True)
    place: str = Field(index=True, max_length=16)
    """The place whose officers plan it: its record holds the acts."""
    title: str = Field(max_length=120)
    year: int
    first: str = Field(max_length=7)
    """The first month of the books that are looked at, YYYY-MM."""
    last: str = Field(max_length=7)
    looked: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Codes of `audit.rules.plan.LOOKED`."""
    team: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    """[account, role] of each member; the role is public, the account never."""
    lead: UUID
    """The account of the member who leads."""
    state: PlanState = Field(sa_column=stated(PlanState, 12))
    """«drawn», «announced», «begun», «closed» or «called_off»."""
    drawn_by: UUID
    drawn_at: datetime = Field(sa_type=Moment)
    announced_on: date | None = None
    begun_on: date | None = None
    closed_on: date | None = None
    closed_by: UUID | None = None
    changes: int = 0
    """How often it was amended after it was announced."""
    reason: str = Field(default="", max_length=2000)
    """Why it was last amended, opened again or called off."""
    summary: str = Field(default="", max_length=2000)
    """What its end says of it; everybody reads it."""


class AuditVisit(SQLModel, table=True):
    """A village's own part of a plan."""

    __tablename__ = "audit_visit"
    plan: UUID = Field(primary_key=True, foreign_key="audit_plan.id")
    village: str = Field(primary_key=True, index=True, max_length=16)
    place: str = Field(max_length=16)
    """The place of the plan, in whose record it stands."""
    day: date
    days: int
    """On so many working days, from `day` on."""
