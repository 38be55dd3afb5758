"""When the demo's story happens: told once with its days, moved by whole months to any day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

TOLD = date(2026, 6, 15)
"""The day on which the story is told as it is written, from 2 June 2025 on."""
_DAY = timedelta(days=1)
_FAR = 3
"""Half a week: no day of the week is further away, forwards or back."""


@dataclass(frozen=True)
class Calendar:
    """The days of a story that ends on the eve of `today`."""

    today: date = TOLD

    @property
    def eve(self) -> date:
        """The last day on which something can have happened, whatever o'clock it is today."""
        return self.today - _DAY

    def day(self, told: date) -> date:
        """Return the day on which that happens which the story tells of the day `told`.

        Always in the month as many months before today's as it was told, so that the books keep
        their months; on the same day of the week where that month has it near; never after the
        eve. Who comes first in the story comes first, or on the same day.
        """
        first = self._first(told)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        same = first + (told - told.replace(day=1))
        apart = (told.weekday() - same.weekday() + _FAR) % 7 - _FAR
        return min(max(same + timedelta(days=apart), first), last, self.eve)

    def _first(self, told: date) -> date:
        """Return the first day of the month in which that happens which is told of a day."""
        months = (self.today.year - TOLD.year) * 12 + self.today.month - TOLD.month
        year, month = divmod(told.year * 12 + told.month - 1 + months, 12)
        return date(year, month + 1, 1)
