"""On which basis a household's data are kept."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel


class HouseholdBasis(SQLModel, table=True):
    """The basis that a household was told; a consent that was withdrawn is none any more."""

    __tablename__ = "household_basis"
    household: UUID = Field(primary_key=True, foreign_key="household.id")
    basis: str = Field(max_length=20)
    """A code of the country pack's `lawful_bases`."""
    told: str = Field(max_length=16)
    """Who of the household was told: «head», «spouse», «other_member»."""
    told_on: date
    written_by: UUID
    """The account that told them, and wrote it down."""
    withdrawn_on: date | None = None
    words: str | None = Field(default=None, max_length=4000)
    """What they said when they withdrew."""
