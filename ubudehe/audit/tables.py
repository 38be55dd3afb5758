"""What people said about flags, how many are open, and samples that were checked."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class FlagWord(SQLModel, table=True):
    """An answer of the village to a flag, or how an officer found it."""

    __tablename__ = "flag_word"
    __table_args__ = (Index("flag_word_flag", "village", "flag"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(max_length=16)
    flag: str = Field(max_length=64)
    """The key of the flag: see `audit.rules.flag`."""
    rule: str = Field(max_length=8)
    version: int
    bound: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The limit that was in force."""
    entries: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Ids of the entries it was about."""
    about: str = Field(default="", max_length=120)
    """What else it was about."""
    kind: str = Field(max_length=12)
    """«answer», «explained» or «confirmed»."""
    text: str = Field(max_length=4000)
    """Stays within the village and the levels above: it may name people."""
    account: UUID
    said_at: datetime = Field(sa_type=Moment)


class FlagCount(SQLModel, table=True):
    """How many flags a village has: counted again beside the acts, never an act's.

    It is as of a day and a size of the record: rules look at the day as well as at the books.
    """

    __tablename__ = "flag_count"
    village: str = Field(primary_key=True, max_length=16)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    day: date = Field(index=True)
    first: int
    """Those of weight that nobody has settled."""
    states: dict[str, int] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """How many there are in each state; a state without any is left out."""
    prices: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    """The entries of which it is the price (F19): purchases of other villages move it."""


class KeptSample(SQLModel, table=True):
    """A sample that an officer drew, checked and wrote down; taken back, it stays visible."""

    __tablename__ = "audit_sample"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    draw: str = Field(max_length=120)
    """What was drawn before everybody."""
    method: str = Field(max_length=8)
    """«mus», «simple» or «all»."""
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How many acts the signed record held at the draw."""
    drawn: int
    """How many entries were drawn and checked."""
    wrong: int
    """How many of them are not as the books say."""
    level: str = Field(max_length=16)
    kept_by: UUID
    kept_at: datetime = Field(sa_type=Moment)
    dropped_by: UUID | None = None
    dropped_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = Field(default="", max_length=4000)
    """Why it was taken back."""
