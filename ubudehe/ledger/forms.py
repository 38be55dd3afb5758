"""What people hand in about money, in words they use."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import Amount, Day, Passage, PublicLine

Place = Literal["bank", "mobile_money", "cash"]


class MoneyCame(BaseModel):
    """Money that was received."""

    entry_date: Day
    source: Literal["ubudehe", "donor", "district", "contribution"]
    into: Place
    amount: Amount
    what: PublicLine


class WePaid(BaseModel):
    """Money that was spent on a project."""

    entry_date: Day
    project: UUID
    purpose: Literal["materials", "paid_labour", "transport", "equipment", "services"]
    out_of: Place
    amount: Amount
    what: PublicLine
    payee: PublicLine
    payee_is: Literal["organisation", "person"]


class PeopleWorked(BaseModel):
    """Labour days that people gave."""

    entry_date: Day
    project: UUID
    days: int = Field(ge=1, le=100_000)
    what: PublicLine


class MoneyMoved(BaseModel):
    """Money that was carried from one place to another."""

    entry_date: Day
    out_of: Place
    into: Place
    amount: Amount
    what: PublicLine


class Reverse(BaseModel):
    """An entry that was wrong."""

    what: PublicLine


class Approve(BaseModel):
    """Yes, to exactly what was proposed (the leaf hash of the proposal)."""

    proposal: str = Field(pattern="^[0-9a-f]{64}$")


class Refuse(Approve):
    """No, and why."""

    reason: Passage
