"""Concerns, what their writers told, and what officers did.

Rows lie by random ids, and of a concern only the day is kept: no order tells who wrote when.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.concerns.rules import ConcernState
from ubudehe.storage.columns import Moment, stated


class Concern(SQLModel, table=True):
    """How far a concern has come: `new`, `taken`, `answered` or `closed`. Nothing of its writer."""

    __tablename__ = "concern"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    place: str = Field(index=True, max_length=16)
    """Where it is heard now."""
    village: str = Field(max_length=16)
    """Whose affairs it is about; empty once it is erased."""
    kind: str = Field(max_length=12)
    mark: str | None = Field(default=None, unique=True, max_length=64)
    """The keyed hash of the code under which it is followed; None once it is erased."""
    told_on: date
    due: date
    """The last day for the answer."""
    state: ConcernState = Field(default=ConcernState.NEW, sa_column=stated(ConcernState, 12))
    owner: UUID | None = None
    """The account of the officer who deals with it."""
    in_time: bool | None = None
    """Whether the first answer came by the last day of each level that had it by then."""
    settled: bool | None = None
    """What the writer said of the answer."""
    closed_on: date | None = None


class ConcernWord(SQLModel, table=True):
    """What its writer told: at first, and later under the code. Under the id of the form."""

    __tablename__ = "concern_word"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    concern: UUID = Field(index=True, foreign_key="concern.id")
    number: int
    after: int
    """How many steps officers had taken: its place among them, as no time is kept."""
    text: str = Field(max_length=4000)
    told_on: date


class ConcernStep(SQLModel, table=True):
    """One step of an officer, under the act's id. `text` and `salt` go when it is erased."""

    __tablename__ = "concern_step"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    place: str = Field(index=True, max_length=16)
    """In whose record it stands."""
    concern: UUID = Field(index=True, foreign_key="concern.id")
    kind: str = Field(max_length=12)
    """«take», «answer», «pass» or «close»."""
    outcome: str = Field(default="", max_length=12)
    account: UUID
    at: datetime = Field(sa_type=Moment)
    text: str = Field(default="", max_length=4000)
    """What was answered; why it was passed on."""
    salt: str = Field(default="", max_length=32)
    seal: str = Field(max_length=64)
    """The SHA-256 of salt, text and what the writer had told; it outlives all of them."""
