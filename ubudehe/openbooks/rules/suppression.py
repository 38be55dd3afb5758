"""Small counts of people are not published, nor anything they could be found from.

Every public table of people goes through here. A count of 1 to 4 is None («fewer than five»). A
breakdown is shown whole or not at all, so that no part can be found by taking the others from the
total. Sums over places add only what is published for each place. Source: docs/privacy.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5


def shown(count: int) -> int | None:
    """Return `count` if it may be published, else None."""
    return count if count == 0 or count >= SMALLEST else None


def shown_parts(total: int, parts: Sequence[int]) -> tuple[int | None, tuple[int, ...] | None]:
    """Return (total, parts) as they may be published; parts are None unless all may be shown.

    Each part, what is left of the total without it, and the total itself must be publishable.
    """
    safe = [shown(part) is not None and shown(total - part) is not None for part in parts]
    return shown(total), tuple(parts) if shown(total) is not None and all(safe) else None


@dataclass(frozen=True)
class Coverage:
    """How many of the registered households have a final category."""

    classified: int
    registered: int


def shown_coverage(classified: int, registered: int) -> Coverage | None:
    """Return the coverage of one village if neither part nor rest points at few households."""
    _, parts = shown_parts(registered, (classified,))
    return Coverage(classified, registered) if parts is not None and registered else None
