"""What is kept of each place: of villages what they publish, above them the sums."""

from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class PlaceFigures(SQLModel, table=True):
    """The figures of one place; those of the country stand under the empty code.

    Those of a village are as of the size of its record that `log_head.figured` tells.
    """

    __tablename__ = "place_figures"
    __table_args__ = (Index("place_figures_by_length", "length", "place"),)
    place: str = Field(primary_key=True, max_length=16)
    length: int
    """How long the code is: it tells the level."""
    parent: str | None = Field(default=None, index=True, max_length=16)
    """What it lies in; None for the country."""
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """See `openbooks.rules.figures`."""
