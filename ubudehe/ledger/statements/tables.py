"""What the bank or the phone says of an account, line by line. No rule of the books rests on it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.ledger.rules.states import LineState
from ubudehe.storage.columns import Moment, stated


class BankFile(SQLModel, table=True):
    """A statement of one account for one month that somebody read in, and perhaps took back."""

    __tablename__ = "bank_file"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    month: str = Field(max_length=7)
    account: str = Field(max_length=80)
    currency: str = Field(max_length=3)
    line_count: int
    read_by: UUID
    read_at: datetime = Field(sa_type=Moment)
    taken_back_by: UUID | None = None
    taken_back_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = Field(default="", max_length=4000)
    """Why it was taken back; its lines are gone then."""


class BankLine(SQLModel, table=True):
    """One line: its text may name people, and is never published."""

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("village", "account", "currency", "entry"),
        Index("bank_line_month", "village", "month"),
    )
    id: UUID = Field(primary_key=True)
    file: UUID = Field(foreign_key="bank_file.id", index=True)
    position: int
    village: str = Field(max_length=16)
    month: str = Field(max_length=7)
    account: str = Field(max_length=80)
    currency: str = Field(max_length=3)
    day: date
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Minor units: above zero came to the account, below zero went from it."""
    balance: int | None = Field(default=None, sa_column=Column(BigInteger))
    text: str = Field(default="", max_length=300)
    state: LineState = Field(default=LineState.OPEN, sa_column=stated(LineState, 12))
    """«open», «matched» with an entry, or «explained» without one."""
    entry: UUID | None = Field(default=None, foreign_key="ledger_entry.id", index=True)
    why: str = Field(default="", max_length=12)
    """The kind of explanation; a code of `forms.WHYS`."""
    remark: str = Field(default="", max_length=4000)
    settled_by: UUID | None = None
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
