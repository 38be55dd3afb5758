"""What lies at or under a place, for statements that are made once."""

from typing import Any

from sqlmodel import and_, col

from ubudehe.places.rules import code_range
from ubudehe.storage.prepared import given


def under(code: Any) -> Any:
    """Return the condition that a column of codes lies at or under the place of `span`."""
    return and_(col(code) >= given("first"), col(code) < given("end"))


def span(code: str) -> dict[str, str]:
    """Return what `under` is given for a place."""
    first, end = code_range(code)
    return {"first": first, "end": end}
