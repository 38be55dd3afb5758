"""What can be said about a household's answers."""

_SQUARE_METRES = {"m2": 1, "are": 100, "ha": 10_000}


def square_metres(area: int, unit: str) -> int:
    """Return an area in square metres; units are m2, are and ha."""
    return area * _SQUARE_METRES[unit]
