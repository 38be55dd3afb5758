"""Meetings and what they decided."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Assembly(SQLModel, table=True):
    """One meeting of a village, open until its minutes are closed."""

    __tablename__ = "assembly"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    purpose: str = Field(max_length=20)
    held_on: date
    where: str = Field(max_length=120)
    opened_at: datetime = Field(sa_type=Moment)
    counted: bool = False
    women: int = 0
    men: int = 0
    young: int = 0
    households: int = 0
    registered: int = 0
    """Households registered when attendance was last counted: what the quorum refers to."""
    quorum_reached: bool = False
    minutes: str = ""
    read_back: bool = False
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled: str = Field(default="", max_length=4000)
    """Why it was taken back, having decided nothing; empty for a meeting that took place."""
    announcement: UUID | None = Field(default=None, index=True)
    """The announcement that it took up, if it was announced ahead."""
    days_ahead: int | None = None
    """How many days before it was known when and where it is."""
    days_asked: int | None = None
    """How many the country asked for then."""


class Addendum(SQLModel, table=True):
    """What a later meeting agreed to add to closed minutes."""

    __tablename__ = "assembly_addendum"
    id: UUID = Field(primary_key=True)
    assembly: UUID = Field(foreign_key="assembly.id", index=True)
    """The meeting whose minutes are added to."""
    agreed_in: UUID = Field(foreign_key="assembly.id")
    text: str = Field(max_length=4000)
    written_at: datetime = Field(sa_type=Moment)


class AssemblyDecision(SQLModel, table=True):
    """One decision by show of hands."""

    __tablename__ = "assembly_decision"
    id: UUID = Field(primary_key=True)
    assembly: UUID = Field(foreign_key="assembly.id", index=True)
    number: int
    text: str = Field(max_length=400)
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of its words; empty where nobody said it."""
    votes_for: int
    votes_against: int
    abstained: int
    outcome: str = Field(max_length=12)
