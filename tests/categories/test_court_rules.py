"""The clock of the court, as pure functions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.categories.appeals.rules import (
    Turn,
    blocks_final,
    direction,
    due_day,
    next_level,
    standing,
)
from ubudehe.places.calendar import working_day
from ubudehe.places.reading import load_country

COUNTRY = load_country()
WORKS = working_day(COUNTRY)
DAYS = COUNTRY.appeals.answer_days
DATES = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        (date(2026, 6, 15), 7, date(2026, 6, 24)),  # a plain weekend in between
        (date(2026, 6, 19), 1, date(2026, 6, 22)),  # Friday to Monday
        (date(2026, 6, 30), 7, date(2026, 7, 13)),  # 1 July, and 4 July moved to Monday 6 July
        (date(2026, 3, 31), 7, date(2026, 4, 14)),  # Good Friday, Easter Monday, 7 April
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, and 26 December moved to 28
    ],
)
def test_working_days_know_weekends_and_holidays(since: date, days: int, due: date) -> None:
    assert due_day(since, days, WORKS) == due


@given(DATES, st.integers(1, 30))
def test_a_due_day_is_a_working_day_with_so_many_before_it(since: date, days: int) -> None:
    due = due_day(since, days, WORKS)
    passed = [since + timedelta(n) for n in range(1, (due - since).days + 1)]
    assert WORKS(due)
    assert sum(WORKS(day) for day in passed) == days


@given(DATES, st.integers(0, 200))
def test_silence_goes_up_one_level_after_another_and_stays_at_the_last(
    since: date, later: int
) -> None:
    today = since + timedelta(later)
    now = standing("village", since, today, DAYS, lambda _: WORKS)
    levels = [turn.level for turn in (*now.silent, now.turn)]
    assert levels == list(DAYS)[: len(levels)]
    starts = [since, *(turn.due for turn in now.silent)]
    assert [turn.since for turn in (*now.silent, now.turn)] == starts
    assert now.overdue == (today > now.turn.due)
    assert not now.overdue or now.turn.level == list(DAYS)[-1]


def test_on_its_last_day_a_level_may_still_answer() -> None:
    since = date(2026, 6, 15)
    assert (
        standing("village", since, date(2026, 6, 24), DAYS, lambda _: WORKS).turn.level == "village"
    )
    assert standing("village", since, date(2026, 6, 25), DAYS, lambda _: WORKS).turn.level == "cell"


def test_up_and_down_follow_ranks_not_codes() -> None:
    ranks = {c.code: c.rank for c in COUNTRY.scheme("2020").categories}
    assert direction(ranks["D"], ranks["C"]) == "up"
    assert direction(ranks["A"], ranks["B"]) == "down"
    assert next_level("sector", DAYS) == "district"
    assert next_level("district", DAYS) is None


def test_a_late_appeal_and_one_nobody_answers_keep_no_list_back() -> None:
    now = standing("village", date(2026, 6, 15), date(2026, 6, 16), DAYS, lambda _: WORKS)
    assert blocks_final(now, late=False)
    assert not blocks_final(now, late=True)
    never = standing("village", date(2026, 6, 15), date(2027, 6, 15), DAYS, lambda _: WORKS)
    assert never.turn == Turn("district", never.silent[-1].due, never.turn.due)
    assert not blocks_final(never, late=False)
