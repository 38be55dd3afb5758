"""Balances by day: money that is not there cannot be spent (invariant I7)."""

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import TypeVar

Day = TypeVar("Day", date, str)


def first_shortfall(changes: Iterable[tuple[Day, int]]) -> tuple[Day, int] | None:
    """Return the first day that ends below zero, with its balance; None if there is none.

    `changes` are (day, amount) of one account in one currency, in any order; a day is a date, or
    its text.
    """
    by_day: dict[Day, int] = {}
    for day, amount in changes:
        by_day[day] = by_day.get(day, 0) + amount
    balance = 0
    for day in sorted(by_day):
        balance += by_day[day]
        if balance < 0:
            return day, balance
    return None


def least_from(day: Day, changes: Iterable[tuple[Day, int]]) -> int:
    """Return the least that is there at the end of `day` or of any later one.

    `changes` are (day, amount) of one account in one currency, in any order.
    """
    by_day: dict[Day, int] = {day: 0}
    for when, amount in changes:
        by_day[max(when, day)] = by_day.get(max(when, day), 0) + amount
    return min(accumulate(by_day[one] for one in sorted(by_day)))
