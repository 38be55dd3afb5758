"""The rules a village gave itself, each in force from a day on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class SpendingPolicy(SQLModel, table=True):
    """A decision of an assembly on how money is spent."""

    __tablename__ = "spending_policy"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    assembly: UUID
    since: date
    limits: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    """`upto` (or null), `approvals`, `chair`: see rules/approvals.py."""
    expires_days: int
    quotes_from: int = Field(sa_column=Column(BigInteger, nullable=False))
    cash_limit: int = Field(sa_column=Column(BigInteger, nullable=False))
    wage: int
    advance_days: int
    recorded_at: datetime = Field(sa_type=Moment)
