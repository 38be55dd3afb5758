"""The calendar of an audit plan, and how far a village is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.audit.rules.plan import (
    WAY,
    NotAVisit,
    PlannedVisit,
    PlanState,
    calendar_of,
    covers_months,
    how_far,
    last_day_of,
    may_become,
    months_asked,
    read_visits,
    twice,
    write_visits,
)

DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))
CODES = st.lists(st.from_regex("[0-9]{8}", fullmatch=True), min_size=1, max_size=12, unique=True)


def is_weekday(day: date) -> bool:
    """Tell whether a day is none of a weekend."""
    return day.isoweekday() < 6


@given(CODES, DAYS, st.integers(1, 20))
def test_a_calendar_visits_each_village_once_on_working_days_without_overlap(
    codes: list[str], starts: date, days: int
) -> None:
    visits = calendar_of(codes, starts, days, is_weekday)
    assert [one.village for one in visits] == codes
    before = starts - timedelta(1)
    for one in visits:
        until = last_day_of(one.day, one.days, is_weekday)
        between = [one.day + timedelta(n) for n in range((until - one.day).days + 1)]
        assert one.day > before
        assert is_weekday(one.day)
        assert is_weekday(until)
        assert sum(map(is_weekday, between)) == days
        before = until


@given(CODES, DAYS, st.integers(1, 20))
def test_visits_are_read_as_they_are_written(codes: list[str], starts: date, days: int) -> None:
    visits = calendar_of(codes, starts, days, is_weekday)
    assert read_visits(write_visits(visits)) == visits
    assert read_visits(write_visits(visits).replace("\n", " Rugano\n\n")) == visits


@pytest.mark.parametrize(
    "line",
    [
        "22120308",
        "22120308 2026-09-14",
        "22120308 14.9.2026 1",
        "x 2026-09-14 1",
        "22120308 2026-02-30 1",
        "22120308 20260914 1",
        "22120308 2026-09-14 0",
        "22120308 2026-09-14 21",
        "22120308 2026-W38-1 1",
    ],
)
def test_a_line_that_says_no_visit_is_named(line: str) -> None:
    with pytest.raises(NotAVisit, match=line[:3]):
        read_visits(f"22120309 2026-09-14 1\n{line}")


def test_visits_are_in_the_order_of_their_days() -> None:
    found = read_visits("22 2026-09-15 1\n11 2026-09-16 2")
    assert found == (
        PlannedVisit("22", date(2026, 9, 15), 1),
        PlannedVisit("11", date(2026, 9, 16), 2),
    )
    assert twice(["1", "2", "1"]) == "1"
    assert twice(["1", "2"]) is None


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_how_far_a_village_is_never_goes_back_by_one_act_more(
    samples: int, findings: int, unanswered: int, signed: bool
) -> None:
    waiting = min(unanswered, findings)
    now = WAY.index(how_far(samples, findings, waiting, signed))
    assert WAY.index(how_far(samples + 1, findings, waiting, signed)) >= now
    assert WAY.index(how_far(samples, findings, max(waiting - 1, 0), signed)) >= now
    assert how_far(samples, findings, waiting, True) == "signed"


def test_a_village_is_signed_off_only_with_every_month() -> None:
    spans = [("2025-11", "2026-01"), ("2026-02", "2026-02")]
    assert covers_months("2025-12", "2026-02", spans)
    assert not covers_months("2025-12", "2026-03", spans)
    assert not covers_months("2025-10", "2026-02", spans)
    assert not covers_months("2026-01", "2026-01", [])


@pytest.mark.parametrize(
    ("begun", "asked"), [("2025-11", "2025-12"), ("2026-01", "2026-01"), ("2026-03", "2025-12")]
)
def test_a_plan_asks_nobody_for_months_before_the_books(begun: str, asked: str) -> None:
    assert months_asked("2025-12", "2026-02", begun) == asked
    assert months_asked("2025-12", "2026-02", None) == "2025-12"


@pytest.mark.parametrize(
    ("step", "states"),
    [
        ("announce", ("drawn",)),
        ("begin", ("announced",)),
        ("close", ("begun",)),
        ("reopen", ("closed",)),
        ("amend", ("drawn", "announced", "begun")),
        ("call_off", ("drawn", "announced", "begun")),
    ],
)
def test_a_plan_takes_each_step_only_from_where_it_leads_on(
    step: str, states: tuple[str, ...]
) -> None:
    assert tuple(one for one in PlanState if may_become(step, one)) == states
