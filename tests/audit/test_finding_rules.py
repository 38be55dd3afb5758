"""When a finding may take which step, where it goes next, and who may review a month."""

from datetime import date

import pytest

from ubudehe.audit.rules.finding import ADDRESSEES, FindingState, is_late, may_step, next_level
from ubudehe.ledger.rules.months import may_review, months_between
from ubudehe.ledger.rules.states import MonthState

DUE = date(2026, 6, 15)
AFTER = date(2026, 6, 16)


@pytest.mark.parametrize(
    ("step", "state", "on_the_day", "day_after"),
    [
        ("answer", "open", True, True),
        ("answer", "remedy", True, True),
        ("answer", "answered", True, True),
        ("answer", "closed", False, False),
        ("close", "open", False, True),
        ("close", "remedy", False, True),
        ("close", "answered", True, True),
        ("close", "withdrawn", False, False),
        ("remedy", "open", False, True),
        ("remedy", "answered", True, True),
        ("remedy", "closed", False, False),
        ("escalate", "open", False, True),
        ("escalate", "answered", False, True),
        ("escalate", "closed", False, False),
        ("withdraw", "open", True, True),
        ("withdraw", "withdrawn", False, False),
        ("reopen", "open", False, False),
        ("reopen", "closed", True, True),
        ("reopen", "withdrawn", True, True),
    ],
)
def test_steps_by_state_and_day(step: str, state: str, on_the_day: bool, day_after: bool) -> None:
    assert may_step(step, FindingState(state), DUE, DUE) is on_the_day
    assert may_step(step, FindingState(state), DUE, AFTER) is day_after


def test_late_is_the_day_after_the_last_and_never_once_over() -> None:
    assert not is_late(FindingState.OPEN, DUE, DUE)
    assert is_late(FindingState.OPEN, DUE, AFTER)
    assert not is_late(FindingState.CLOSED, DUE, AFTER)


def test_it_goes_to_the_nearest_level_above_and_from_the_top_nowhere() -> None:
    district, sector, cell = 2, 3, 4
    assert next_level(cell, (district, sector, cell)) == sector
    assert next_level(cell, (district, cell)) == district
    assert next_level(district, (district, sector, cell)) is None


def test_a_finding_is_addressed_to_people_of_the_village() -> None:
    assert set(ADDRESSEES) == {"facilitator", "chair", "secretary", "treasurer"}


@pytest.mark.parametrize(
    ("state", "asks", "by", "last", "may"),
    [
        ("closed", False, 4, None, False),
        ("signed", False, 4, None, True),
        ("read", True, 4, None, True),
        ("locked", False, 4, 4, False),  # one's own level said so already
        ("locked", True, 4, 4, True),  # but may ask after all
        ("locked", False, 3, 4, True),  # a lower level never ends a higher one's audit
        ("locked", True, 3, 4, True),
        ("locked", False, 4, 3, False),  # and cannot say otherwise than a higher one
        ("locked", True, 4, 3, False),
        ("questioned", False, 4, 3, False),  # nor end what a higher one asked
        ("answered", False, 4, 3, False),
        ("answered", False, 3, 3, True),
        ("answered", False, 2, 3, True),
        ("signed", False, 4, 3, True),
        ("locked", False, 4, None, True),  # found in order before levels were written down
    ],
)
def test_who_may_review_a_month(
    state: str, asks: bool, by: int, last: int | None, may: bool
) -> None:
    assert may_review(MonthState(state), asks, by, last) is may


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [("2026-05", "2026-05", 1), ("2025-12", "2026-01", 2), ("2026-06", "2026-05", 0)],
)
def test_months_are_counted_with_both_ends(first: str, last: str, number: int) -> None:
    assert months_between(first, last) == number
