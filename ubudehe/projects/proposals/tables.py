"""Proposals; once chosen, projects of the village."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Proposal(SQLModel, table=True):
    """A project that may be voted on; once chosen, a project of the village."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    need: UUID | None = Field(default=None, foreign_key="need.id")
    title: str = Field(max_length=120)
    plan: str = Field(max_length=2000)
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))
    labour_days: int
    state: str = Field(default="proposed", max_length=12)
    added_at: datetime = Field(sa_type=Moment)
