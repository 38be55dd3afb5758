"""A village's own categories, and what it says of how schemes compare."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class OwnScheme(SQLModel, table=True):
    """One version of a village's own categories; a version is never changed."""

    __tablename__ = "own_scheme"
    __table_args__ = (UniqueConstraint("village", "version"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    version: int
    name: str = Field(max_length=120)
    valid_from: date
    categories: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    """The poorest first: {"name": text, "criteria": [text, …]}."""


class SchemeMapping(SQLModel, table=True):
    """What an assembly said of two schemes: which category is like which."""

    __tablename__ = "scheme_mapping"
    __table_args__ = (UniqueConstraint("village", "old", "new"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    old: str = Field(max_length=30)
    """Scheme and version: «2015/1»."""
    new: str = Field(max_length=30)
    pairs: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    said_at: datetime = Field(sa_type=Moment)
