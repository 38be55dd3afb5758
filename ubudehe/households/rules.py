"""What can be said about a household's answers."""

from collections.abc import Mapping
from typing import Any

_SQUARE_METRES = {"m2": 1, "are": 100, "ha": 10_000}


_CHILDREN = ("f_0_5", "m_0_5", "f_6_17", "m_6_17")


def adults(members: int, answers: Mapping[str, Any]) -> int:
    """Return how many of a household may be adults: all who are not known to be under 18.

    Whose age nobody knows may vote: it is for the roll's objections to say that one is a child.
    """
    return max(0, members - sum(int(answers.get(name) or 0) for name in _CHILDREN))


def square_metres(area: int, unit: str) -> int:
    """Return an area in square metres; units are m2, are and ha."""
    return area * _SQUARE_METRES[unit]
