"""Households in three tables, so that names and health can be guarded and erased on their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Household(SQLModel, table=True):
    """A household without names: number, group, how it lives."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("village", "number"),
        UniqueConstraint("village", "source_key"),
    )
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    isibo: str = Field(max_length=120)
    members: int
    answers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    source_key: str | None = Field(default=None, max_length=80)
    """The key a household had in the file it was imported from."""
    changed_at: datetime = Field(sa_type=Moment)
    origin: str | None = Field(default=None, max_length=16)
    """The village where it lived before, if it moved here."""
    ended: str | None = Field(default=None, max_length=12)
    """None while it is in the village; else «moved», «merged», «died», «erased».

    «mistake» and «twice»: it was never a household of its own, and can be opened again.
    """


class HouseholdIdentity(SQLModel, table=True):
    """Who heads a household and how to reach them."""

    __tablename__ = "household_identity"
    household: UUID = Field(primary_key=True, foreign_key="household.id")
    head: str = Field(max_length=80)
    folded: str = Field(index=True, max_length=80)
    """The name as it is searched for: see `language.names.fold`."""
    words: str = Field(default="", index=True, max_length=160)
    """The name as it is compared in any order: see `language.names.in_any_order`."""
    phone: str | None = Field(default=None, index=True, max_length=20)


class HouseholdHealth(SQLModel, table=True):
    """Sensitive data in the sense of Law 058/2021, kept apart."""

    __tablename__ = "household_health"
    household: UUID = Field(primary_key=True, foreign_key="household.id")
    disability: int | None = None
    illness: str | None = Field(default=None, max_length=4)
