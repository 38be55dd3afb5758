"""The members of households, and the villages that list them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class VillageRoster(SQLModel, table=True):
    """Whether a village lists the members of its households; no row: it never did."""

    __tablename__ = "village_roster"
    village: str = Field(primary_key=True, max_length=16)
    kept: bool
    since: datetime = Field(sa_type=Moment)
    """When it was switched on or off last."""


class HouseholdMember(SQLModel, table=True):
    """Somebody of a household; also who left it, until its data are erased."""

    __tablename__ = "household_member"
    id: UUID = Field(primary_key=True)
    household: UUID = Field(foreign_key="household.id", index=True)
    name: str = Field(max_length=80)
    """A name or a nickname; of the head it is the household's own."""
    relation: str | None = Field(default=None, max_length=12)
    sex: str = Field(max_length=1)
    birth_year: int | None = None
    gone: str | None = Field(default=None, max_length=8)
    """None while they live there; else «moved», «died», «mistake»."""
    position: int
    """In which place they were written into the list, from 1."""
