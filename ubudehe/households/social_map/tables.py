"""Where households and landmarks stand on the drawing; private to the village."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class MapPoint(SQLModel, table=True):
    """A household's place on the map."""

    __tablename__ = "map_point"
    household: UUID = Field(primary_key=True, foreign_key="household.id")
    village: str = Field(index=True, max_length=16)
    row: int
    column: int


class MapFeature(SQLModel, table=True):
    """A landmark, or a road or water from one place to another."""

    __tablename__ = "map_feature"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    kind: str = Field(max_length=12)
    label: str = Field(default="", max_length=120)
    row: int
    column: int
    to_row: int | None = None
    to_column: int | None = None
