"""What was promised to a project, and how much of it came."""

from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class Promise(SQLModel, table=True):
    """One promise, made when the vote was counted."""

    __tablename__ = "promise"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    proposal: UUID = Field(foreign_key="proposal.id", index=True)
    giver: str = Field(max_length=8)
    """«village» or «state»."""
    kind: str = Field(max_length=12)
    """«labour» (days), «material» or «money» (minor units)."""
    what: str = Field(max_length=120)
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    unit: str = Field(default="", max_length=40)
    kept: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """How much came so far; labour is counted by the ledger instead."""
