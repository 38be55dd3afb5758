"""Entries, their postings, who approved them, and the sums that every posting moves.

Only an entry's state ever changes.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.ledger.rules.states import EntryState
from ubudehe.storage.columns import Moment, stated


class LedgerEntry(SQLModel, table=True):
    """Something that happened to the fund: proposed by one person, posted or refused by another."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("village", "number"),
        Index("ledger_entry_decided", "village", "decided_idx"),
    )
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
    payee_erased: bool = False
    state: EntryState = Field(default=EntryState.PROPOSED, sa_column=stated(EntryState, 12))
    needs: int = 1
    """How many approvals it needs before it is posted."""
    chair_needed: bool = False
    """Whether the chair's approval must be among them."""
    expires_on: date | None = None
    """The last day on which it can be approved."""
    clears: UUID | None = Field(default=None, foreign_key="ledger_entry.id", index=True)
    """The advance that this entry accounts for."""
    item: str | None = Field(default=None, max_length=20, index=True)
    """What was bought, where it is one of `rules.prices.ITEMS`, `item_number` of them."""
    item_number: int = 0
    quotes: int | None = None
    """How many offers were asked for before buying; None where nobody said."""
    reverses: UUID | None = Field(default=None, foreign_key="ledger_entry.id", index=True)
    reversed_by: UUID | None = Field(default=None, unique=True)
    proposed_by: UUID
    proposed_at: datetime = Field(sa_type=Moment)
    proposal_hash: str = Field(default="", max_length=64)
    """Leaf hash of the proposal: what the approval binds itself to."""
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_idx: int | None = Field(default=None, sa_column=Column(BigInteger))
    """The act of the village's record that posted or refused it: what comes first, whatever day
    it is dated."""
    refusal_reason: str | None = Field(default=None, max_length=400)


class EntryPosting(SQLModel, table=True):
    """One posting of an entry."""

    __tablename__ = "entry_posting"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    position: int = Field(primary_key=True)
    account: str = Field(index=True, max_length=80)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    grant_code: str | None = Field(default=None, max_length=8)


class EntryQuantity(SQLModel, table=True):
    """One quantity of an entry, such as labour days."""

    __tablename__ = "entry_quantity"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    position: int = Field(primary_key=True)
    unit: str = Field(max_length=8)
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    rate: int = Field(sa_column=Column(BigInteger, nullable=False))


class EntryApproval(SQLModel, table=True):
    """That one person agreed to an entry, for exactly what was proposed."""

    __tablename__ = "entry_approval"
    entry: UUID = Field(primary_key=True, foreign_key="ledger_entry.id")
    account: UUID = Field(primary_key=True)
    role: str = Field(max_length=20)
    at: datetime = Field(sa_type=Moment)
    here: bool = False
    """Whether it was on the phone of who proposed the entry; older acts do not say so."""


class AccountBalance(SQLModel, table=True):
    """What all posted entries of a village sum to on one account; moved by each posting."""

    __tablename__ = "account_balance"
    village: str = Field(primary_key=True, max_length=16)
    account: str = Field(primary_key=True, max_length=80)
    currency: str = Field(primary_key=True, max_length=3)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))


class AccountDay(SQLModel, table=True):
    """What the posted entries of one day sum to on an account where money lies."""

    __tablename__ = "account_day"
    village: str = Field(primary_key=True, max_length=16)
    account: str = Field(primary_key=True, max_length=80)
    currency: str = Field(primary_key=True, max_length=3)
    day: date = Field(primary_key=True)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
