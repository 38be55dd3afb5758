"""The isibos of a village: the smallest unit within it, some 15 to 20 households."""

from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Isibo(SQLModel, table=True):
    """One isibo. A household carries its name as it is now: the name is the key within a village.

    `formerly` are bare names that it had before, `moved` the households that went along when it
    was joined into another one.
    """

    __tablename__ = "isibo"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    name: str = Field(max_length=120)
    folded: str
    """The name as it is compared: see `language.names.bare`."""
    joined_into: UUID | None = Field(default=None, foreign_key="isibo.id")
    formerly: list[str] = Field(sa_column=Column(JSON, nullable=False))
    moved: list[str] = Field(sa_column=Column(JSON, nullable=False))
