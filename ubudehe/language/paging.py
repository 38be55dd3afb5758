"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_DIGITS = 6
LINES = 30
"""Rows that a page shows of a long queue."""


@dataclass(frozen=True)
class Paging:
    """Which rows of a long list a page shows: at most `most` of `all`, after `start` others."""

    start: int
    most: int
    all: int

    @property
    def first(self) -> int:
        """Return the number of the first row shown, counted from one."""
        return self.start + 1

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return min(self.start + self.most, self.all)

    @property
    def shown(self) -> int:
        """Return how many rows are shown."""
        return max(self.last - self.start, 0)

    @property
    def before(self) -> int | None:
        """Return where the page before begins; None on the first."""
        return max(self.start - self.most, 0) if self.start else None

    @property
    def after(self) -> int | None:
        """Return where the next page begins; None on the last."""
        return self.last if self.start + self.most < self.all else None

    @property
    def is_cut(self) -> bool:
        """Tell whether there is more than is shown."""
        return self.before is not None or self.after is not None

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """Return those of all `rows` that are shown."""
        return rows[self.start : self.start + self.most]


@dataclass(frozen=True)
class Listed(Generic[T]):
    """The rows that a page shows of a long list, and which they are."""

    rows: tuple[T, ...]
    part: Paging


def read_start(text: str) -> int:
    """Return after how many rows a page begins; what makes no sense counts as none."""
    sound = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if sound else 0
