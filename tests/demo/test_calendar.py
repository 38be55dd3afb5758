"""The story's days, moved to end on any day: months, weekdays and the order of days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.demo.calendar import TOLD, Calendar
from ubudehe.demo.stage import BEGINS

EVE = TOLD - timedelta(days=1)
TODAY = st.dates(date(2024, 1, 1), date(2060, 12, 31))
STORY = st.dates(BEGINS, EVE)


def months_before(day: date, other: date) -> int:
    return (other.year - day.year) * 12 + other.month - day.month


@given(STORY)
def test_told_on_its_own_day_nothing_moves(told: date) -> None:
    assert Calendar().day(told) == told


@given(TODAY, STORY)
def test_a_day_stays_as_many_months_back_and_never_lies_ahead(today: date, told: date) -> None:
    day = Calendar(today).day(told)
    assert day < today
    if day < today - timedelta(days=1):
        assert months_before(day, today) == months_before(told, TOLD)


@given(TODAY, STORY, STORY)
def test_what_comes_first_in_the_story_comes_first(today: date, one: date, other: date) -> None:
    moved = Calendar(today)
    first, last = sorted((one, other))
    assert moved.day(first) <= moved.day(last)


@given(TODAY, STORY)
def test_a_day_in_the_midst_of_a_month_keeps_its_weekday(today: date, told: date) -> None:
    calendar = Calendar(today)
    day = calendar.day(told)
    if 4 <= told.day <= 25 and day != calendar.eve:
        assert day.weekday() == told.weekday()
        assert abs(day.day - told.day) <= 3


@given(TODAY)
def test_the_villages_year_is_the_last_twelve_months(today: date) -> None:
    begins, ends = (Calendar(today).day(day) for day in (date(2025, 7, 5), date(2026, 6, 12)))
    assert months_before(begins, today) == 11
    assert (today - ends).days <= 30
    assert ends < today


def test_ends_of_months_and_a_leap_day() -> None:
    leap = Calendar(date(2028, 2, 29))
    assert leap.day(date(2026, 6, 12)) == date(2028, 2, 11)
    assert leap.day(date(2025, 10, 31)) == date(2027, 6, 30)
    assert Calendar(date(2027, 3, 1)).day(date(2026, 6, 6)) == date(2027, 2, 28)
    assert Calendar(date(2027, 1, 1)).day(date(2026, 6, 12)) == date(2026, 12, 31)
