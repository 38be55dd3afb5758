"""Findings, every step of their way, and the periods that officers signed off."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ubudehe.audit.rules.finding import FindingState
from ubudehe.storage.columns import Moment, stated


class Finding(SQLModel, table=True):
    """How far a finding has come: `open`, `remedy`, `answered`, `closed` or `withdrawn`."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_village", "village", "state"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(max_length=16)
    about: str = Field(max_length=12)
    """«entry», «grant», «month», «project» or «village»."""
    subject: str = Field(default="", max_length=40)
    """The id, or the month, that it is about; empty for the village as a whole."""
    addressee: str = Field(max_length=40)
    """The role of the village that answers."""
    level: str = Field(max_length=16)
    """The level of places at which it stands: lower ones do not decide it."""
    due: date
    """The last day for whoever must act next."""
    state: FindingState = Field(sa_column=stated(FindingState, 12))
    raised_by: UUID


class FindingStep(SQLModel, table=True):
    """One step of a finding: none is ever overwritten."""

    __tablename__ = "finding_step"
    __table_args__ = (Index("finding_step_finding", "finding"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(max_length=16)
    finding: UUID
    kind: str = Field(max_length=12)
    """«raise», «answer», «remedy», «close», «escalate», «withdraw» or «reopen»."""
    level: str = Field(default="", max_length=16)
    due: date | None = None
    outcome: str = Field(default="", max_length=16)
    """Of a closing: «explained», «put_right» or «not_put_right»."""
    text: str = Field(max_length=4000)
    """Stays within the village and the levels above: it may name people."""
    account: UUID
    at: datetime = Field(sa_type=Moment)


class SignOff(SQLModel, table=True):
    """That an officer signed off months of a village, with the findings open that day."""

    __tablename__ = "audit_sign_off"
    __table_args__ = (Index("audit_sign_off_village", "village"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(max_length=16)
    first: str = Field(max_length=7)
    last: str = Field(max_length=7)
    level: str = Field(max_length=16)
    open: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Ids of the findings that were open."""
    text: str = Field(max_length=4000)
    signed_by: UUID
    signed_at: datetime = Field(sa_type=Moment)
    taken_back_by: UUID | None = None
    taken_back_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = Field(default="", max_length=4000)
    """Why it was taken back."""
