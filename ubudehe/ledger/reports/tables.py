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


class ReportTakenBack(SQLModel, table=True):
    """A report by which a project was closed, until a meeting opened the project again."""

    __tablename__ = "project_report_taken_back"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    project: UUID = Field(index=True)
    assembly: UUID
    """To which the report was read."""
    text: str
    planned: int = Field(sa_column=Column(BigInteger, nullable=False))
    spent: int = Field(sa_column=Column(BigInteger, nullable=False))
    labour_days: int
    materials: int = Field(sa_column=Column(BigInteger, nullable=False))
    closed_at: datetime = Field(sa_type=Moment)
    reason: str
    reopened_in: UUID
    """The meeting that opened the project again."""
    reopened_at: datetime = Field(sa_type=Moment)
