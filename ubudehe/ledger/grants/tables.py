"""What givers promised, and when it is due."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Grant(SQLModel, table=True):
    """An agreement: who gives how much for what. Its code (G001) stands on postings."""

    __tablename__ = "grant_agreement"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    source: str = Field(max_length=12)
    giver: str = Field(max_length=120)
    purpose: str = Field(max_length=120)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    project: UUID | None = Field(default=None, index=True)
    agreed_on: date
    reference: str = Field(default="", max_length=120)
    """The giver's own, such as the id of its activity in IATI; empty where none is told."""
    own_title: str = Field(default="", max_length=120)
    """What the giver calls it, in the giver's words and in `own_language` (ISO 639-1)."""
    own_language: str = Field(default="", max_length=2)
    recorded_at: datetime = Field(sa_type=Moment)

    @property
    def code(self) -> str:
        """Return the name it has in the books."""
        return code_of(self.number)


def code_of(number: int) -> str:
    """Return the name that the grant of a number has in the books."""
    return f"G{number:03d}"


class GrantTranche(SQLModel, table=True):
    """Part of a grant that is to come by a day."""

    __tablename__ = "grant_tranche"
    agreement: UUID = Field(primary_key=True, foreign_key="grant_agreement.id")
    position: int = Field(primary_key=True)
    due: date
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))


class GrantWithdrawal(SQLModel, table=True):
    """That a grant was withdrawn whole; also where that was taken back as a mistake."""

    __tablename__ = "grant_withdrawal"
    id: UUID = Field(primary_key=True)
    agreement: UUID = Field(foreign_key="grant_agreement.id", index=True)
    rest: str = Field(max_length=8)
    """What becomes of what was left: «back», «kept», or nothing where nothing was left."""
    back_by: date | None = None
    reason: str = Field(max_length=2000)
    withdrawn_on: date
    withdrawn_at: datetime = Field(sa_type=Moment)
    undone_by: UUID | None = None
    """The act by which the grant stands again."""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_reason: str = Field(default="", max_length=2000)


class GrantAmendment(SQLModel, table=True):
    """What a grant said before giver and village agreed anew."""

    __tablename__ = "grant_amendment"
    id: UUID = Field(primary_key=True)
    agreement: UUID = Field(foreign_key="grant_agreement.id", index=True)
    reason: str = Field(max_length=2000)
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The terms that it replaced: {"purpose", "amount", "tranches": [[day, amount], …]}, and
    "reference", "title", "language" where the giver had told them."""
    amended_at: datetime = Field(sa_type=Moment)
