"""Quarters of a year, by which what is decided of single households is counted and published."""

from datetime import date, timedelta

MONTHS = 3


def quarter_of(day: date) -> str:
    """Return the quarter of a day (UTC), such as «20263»: year and number, which sort by time."""
    return f"{day.year:04}{1 + (day.month - 1) // MONTHS}"


def last_day_of(quarter: str) -> date:
    """Return the last day of a quarter; ValueError for what is none."""
    year, number = int(quarter[:4]), int(quarter[4:])
    following = date(year + number // 4, MONTHS * (number % 4) + 1, 1)
    return following - timedelta(days=1)


def is_over(quarter: str, today: date) -> bool:
    """Tell whether nothing more can be counted in a quarter, wherever today is `today`.

    A day is left between: clocks of zones differ, and an act may just be under way.
    """
    return today > last_day_of(quarter) + timedelta(days=1)
