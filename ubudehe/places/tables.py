"""The places of the country, read-only reference data from the country pack."""

from sqlmodel import Field, SQLModel


class Place(SQLModel, table=True):
    """One place. Its code starts with the codes of all places it lies in."""

    __tablename__ = "place"
    code: str = Field(primary_key=True, max_length=16)
    level: str = Field(max_length=16)
    name: str = Field(max_length=80)
    parent: str = Field(index=True, max_length=16)
    folded: str = Field(index=True, max_length=80)
    """The name as it is searched for: see `language.names.fold`."""
