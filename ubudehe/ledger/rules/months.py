"""Months of the books, written YYYY-MM."""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from ubudehe.ledger.rules.states import MonthState

_MONTH = re.compile("2[0-9]{3}-(0[1-9]|1[0-2])")
"""Of this millennium: books of other years are typing errors."""


def month_of(day: date) -> str:
    """Return the month in which `day` lies."""
    return f"{day:%Y-%m}"


def is_month(text: str) -> bool:
    """Tell whether `text` names a month."""
    return bool(_MONTH.fullmatch(text))


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """Return the last day of a month."""
    return first_day(next_month(month)) - timedelta(days=1)


def is_last_day(month: str, day: str) -> bool:
    """Tell whether `day`, YYYY-MM-DD, is the last day of the month."""
    return day == f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


def may_follow(month: str, closed: Collection[str]) -> bool:
    """Tell whether a month may be closed once those of `closed` are: in their order, no gap."""
    return not closed or month == next_month(max(closed))


def months_between(first: str, last: str) -> int:
    """Return how many months there are from `first` to `last`, both counted; 0 or less if none."""
    years, months = int(last[:4]) - int(first[:4]), int(last[5:]) - int(first[5:])
    return years * 12 + months + 1


_TO_REVIEW = ("signed", "read", "questioned", "answered")


def may_review(state: MonthState, asks: bool, by: int, last: int | None) -> bool:
    """Tell whether an officer may find a month in order, or ask about it (`asks`).

    `by` is the rank of the officer's level, 0 for the whole country, larger below; `last` that of
    who reviewed the month last, None where nobody did or nobody knows. What a higher level said or
    asked is not ended by a lower one; what a lower one found in order, a higher one looks at anew.
    """
    reviewed = state in (MonthState.QUESTIONED, MonthState.ANSWERED, MonthState.LOCKED)
    if reviewed and last is not None and by > last:
        return False
    if state == MonthState.LOCKED:
        return asks or last is None or by < last
    return state in _TO_REVIEW


def next_month(month: str) -> str:
    """Return the month after."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def previous_month(month: str) -> str:
    """Return the month before."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"
