"""Which villages are counted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, func
from sqlmodel import col

from ubudehe.places.pack import Country
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import given, listed


@dataclass(frozen=True)
class Villages:
    """Some villages by their codes, or all at and below a place."""

    country: Country
    place: str = ""
    codes: Collection[str] | None = None

    def hold(self, column: Any) -> Any:
        """Return the condition that a column holds the code of one of them, given `asked`."""
        return held(column, self.named)

    @property
    def named(self) -> bool:
        """Tell whether their codes are given one by one."""
        return self.codes is not None

    @property
    def asked(self) -> dict[str, Any]:
        """Return what a statement with the condition is given."""
        if self.codes is not None:
            return {"codes": list(self.codes)}
        return {**span(self.place), "length": self.country.village_length}


def held(column: Any, named: bool) -> Any:
    """Return the condition for villages whose codes are given one by one, or for all of a place."""
    if named:
        return col(column).in_(listed("codes"))
    return and_(under(column), func.length(column) == given("length", Integer))
