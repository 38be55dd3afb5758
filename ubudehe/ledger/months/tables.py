"""Closed months, and the counts of money that they rest on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from ubudehe.ledger.rules.states import MonthState
from ubudehe.storage.columns import Moment, stated


class BookMonth(SQLModel, table=True):
    """One month of a village's books from its closing on: `closed`, `signed`, `read`, `locked`.

    A month that was opened again before it was signed has no row.
    """

    __tablename__ = "book_month"
    village: str = Field(primary_key=True, max_length=16)
    month: str = Field(primary_key=True, max_length=7)
    state: MonthState = Field(sa_column=stated(MonthState, 12))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How large the record was when the month was closed."""
    remark: str = Field(default="", max_length=400)
    closing_hash: str = Field(default="", max_length=64)
    """Leaf hash of the closing: what the signature binds itself to."""
    closed_by: UUID
    closed_at: datetime = Field(sa_type=Moment)
    signed_by: UUID | None = None
    signed_at: datetime | None = Field(default=None, sa_type=Moment)
    assembly: UUID | None = None
    """In which it was read out."""
    questions: str = Field(default="", max_length=4000)
    """What an officer asked; stays within the village and the levels above."""
    answer: str = Field(default="", max_length=4000)
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)
    reviewed_level: str = Field(default="", max_length=16)
    """At which level of places it was reviewed last; empty where nobody did, or nobody knows."""


class GivenBack(SQLModel, table=True):
    """That a closed month was given back unsigned, and why."""

    __tablename__ = "book_month_given_back"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    month: str = Field(max_length=7)
    reason: str = Field(max_length=4000)
    """Stays within the village and the levels above."""
    given_back_by: UUID
    given_back_at: datetime = Field(sa_type=Moment)


class MoneyCount(SQLModel, table=True):
    """What a bank statement, the phone or the counted cash says at the end of a day."""

    __tablename__ = "money_count"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    counted_on: date
    account: str = Field(max_length=80)
    currency: str = Field(max_length=3)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    expected: int = Field(sa_column=Column(BigInteger, nullable=False))
    """What the books said that evening, when it was counted."""
    remark: str = Field(default="", max_length=400)
    photo: str | None = Field(default=None, max_length=64, index=True)
    """Hash of what shows it; none where there is none, or where it was removed."""
    counted_by: UUID
    witness: UUID | None = None
    """The second person who counted along."""
    counted_at: datetime = Field(sa_type=Moment)


class CountPhotoGone(SQLModel, table=True):
    """A photo of a count that is not shown any more: «covered» by another one, or «removed»."""

    __tablename__ = "count_photo_gone"
    count: UUID = Field(primary_key=True, foreign_key="money_count.id")
    sha256: str = Field(primary_key=True, max_length=64, index=True)
    village: str = Field(index=True, max_length=16)
    gone: str = Field(max_length=12)
    gone_on: date
