"""How long a bar is, in whole units."""

from collections.abc import Sequence


def bars(values: Sequence[int], width: int) -> list[int]:
    """Return lengths up to `width` in proportion to `values`; whatever is not nothing is seen."""
    most = max((*values, 1))
    return [max(value * width // most, 1) if value > 0 else 0 for value in values]
