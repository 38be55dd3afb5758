"""Which villages are counted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import col

from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range


@dataclass(frozen=True)
class Villages:
    """Some villages by their codes, or all at and below a place."""

    country: Country
    place: str = ""
    codes: Collection[str] | None = None

    def hold(self, column: Any) -> Any:
        """Return the condition that a column holds the code of one of them."""
        if self.codes is not None:
            return col(column).in_(self.codes)
        first, end = code_range(self.place)
        inside = and_(col(column) >= first, col(column) < end)
        return and_(inside, func.length(column) == self.country.village_length)
