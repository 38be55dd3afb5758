"""Reports to the assembly by which projects are closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class ProjectReport(SQLModel, table=True):
    """The last word on a project: no more money is spent on it."""

    __tablename__ = "project_report"
    project: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    assembly: UUID
    text: str
    planned: int = Field(sa_column=Column(BigInteger, nullable=False))
    spent: int = Field(sa_column=Column(BigInteger, nullable=False))
    labour_days: int
    materials: int = Field(sa_column=Column(BigInteger, nullable=False))
    """What given materials were worth."""
    closed_at: datetime = Field(sa_type=Moment)
