"""Photos by the hash of their cleaned bytes, and statements by people."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Evidence(SQLModel, table=True):
    """A photo that stands behind an entry; its hash stays when the photo itself is gone."""

    __tablename__ = "evidence"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    sha256: str = Field(primary_key=True, max_length=64, index=True)
    size: int
    media: str = Field(max_length=20)
    width: int
    height: int
    kind: str = Field(default="receipt", max_length=12)
    added_idx: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """The act of the village's record by which it stands there."""
    paper: int | None = Field(default=None, sa_column=Column(BigInteger))
    """Of the pages of one PDF: the act by which it came; they stay together when one is covered."""
    page: int = 0
    """Which page of it, from 1 on; 0 where it is a photo by itself."""
    gone: str = Field(default="", max_length=12)
    """Empty, or why it is not shown any more: «covered» or «removed»."""
    gone_on: date | None = None


class Statement(SQLModel, table=True):
    """What people say and sign for where there is no receipt, or that goods have arrived."""

    __tablename__ = "entry_statement"
    id: UUID = Field(primary_key=True)
    entry: UUID = Field(foreign_key="ledger_entry.id", index=True)
    kind: str = Field(max_length=12)
    text: str
    names: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Who signed; stays in the village."""
    attested: str = Field(default="", max_length=8)
    """How one knows that they signed: «pin», a second account says so; «» only who typed it."""
    added_at: datetime = Field(sa_type=Moment)
    erased: bool = False
    why: str = Field(default="", max_length=12)
    """Why there is no receipt: one of `rules.evidence.REASONS`; empty where that is not said."""
    sheet: str = Field(default="", max_length=64)
    """Hash of the photo of the paper that they signed; it names people and is never published."""
