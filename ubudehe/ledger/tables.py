"""Entries, their postings, and the receipts behind them. Only an entry's state ever changes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class LedgerEntry(SQLModel, table=True):
    """Something that happened to the fund: proposed by one person, posted or refused by another."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    """Counts the entries of a village, refused ones too."""
    entry_date: date
    kind: str = Field(max_length=16)
    project: UUID | None = Field(default=None, index=True)
    what: str = Field(max_length=120)
    payee: str | None = Field(default=None, max_length=120)
    payee_public: bool = False
    state: str = Field(default="proposed", max_length=12)
    reverses: UUID | None = Field(default=None, foreign_key="ledger_entry.id", index=True)
    reversed_by: UUID | None = Field(default=None, unique=True)
    proposed_by: UUID
    proposed_at: datetime = Field(sa_type=Moment)
    proposal_hash: str = Field(default="", max_length=64)
    """Leaf hash of the proposal: what the approval binds itself to."""
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    refusal_reason: str | None = Field(default=None, max_length=400)


class EntryPosting(SQLModel, table=True):
    """One posting of an entry."""

    __tablename__ = "entry_posting"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    position: int = Field(primary_key=True)
    account: str = Field(index=True, max_length=80)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)


class EntryQuantity(SQLModel, table=True):
    """One quantity of an entry, such as labour days."""

    __tablename__ = "entry_quantity"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    position: int = Field(primary_key=True)
    unit: str = Field(max_length=8)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    rate: int = Field(sa_column=Column(BigInteger, nullable=False))


class Evidence(SQLModel, table=True):
    """A receipt photo of an entry, kept by the hash of its cleaned bytes."""

    __tablename__ = "evidence"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    sha256: str = Field(primary_key=True, max_length=64, index=True)
    size: int
    media: str = Field(max_length=20)
    width: int
    height: int
