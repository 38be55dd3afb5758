"""What is kept for a time alone, and cleared away afterwards: each room says what of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ubudehe.places.pack import Country
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database


@dataclass(frozen=True)
class Clearing:
    """What is cleared, and when: the database, files of photos, the country's terms."""

    database: Database
    country: Country
    now: datetime
    blobs: Blobs
    """Photos by their hash, as they are served."""
    drafts: Blobs
    """Photos of which something may still be covered."""


@dataclass(frozen=True)
class Term:
    """Something that is kept for a time: `what`, in English for operators, and how it goes.

    `clear` takes away what is over and returns how many there were. What it leaves half-done, it
    finishes the next time.
    """

    what: str
    clear: Callable[[Clearing], int]


def erased_from(closed: date, months: int) -> date:
    """Return the day from which what was written is no longer kept."""
    index = closed.year * 12 + closed.month - 1 + months
    # The first of the month after: no month is too short for that day.
    year, month = divmod(index + 1, 12)
    return date(year, month + 1, 1)
