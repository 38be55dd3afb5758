"""Money month by month: no month is left out, and the sentence above a picture is true."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.openbooks.rules.money_months import MOST_MONTHS, money_months

TODAY = date(2026, 6, 15)
DAYS = st.dates(date(2024, 1, 1), TODAY)


def test_without_money_there_is_no_picture() -> None:
    assert money_months([], [], TODAY) is None


def test_a_month_without_entries_keeps_what_lay_there() -> None:
    flows = [(date(2026, 3, 2), 900, 0), (date(2026, 5, 30), 0, 300)]
    moved = [(date(2026, 3, 2), 900), (date(2026, 5, 31), -300)]
    found = money_months(flows, moved, TODAY)
    assert found is not None
    assert [(m.first.month, m.came, m.went, m.end) for m in found.rows] == [
        (3, 900, 0, 900),
        (4, 0, 0, 900),
        (5, 0, 300, 600),
        (6, 0, 0, 600),
    ]
    assert found.balance.values["month"].value == "2026-03"
    assert found.balance.values["now"].value == 600
    assert found.flow.values["most"].value == 300


@given(st.lists(st.tuples(DAYS, st.integers(1, 10**6)), min_size=1, max_size=30))
def test_what_lies_there_is_all_that_moved(moved: list[tuple[date, int]]) -> None:
    found = money_months([], moved, TODAY)
    assert found is not None
    assert found.rows[-1].first == TODAY.replace(day=1)
    assert found.rows[-1].end == sum(amount for _, amount in moved)
    assert len(found.rows) <= MOST_MONTHS
    assert found.balance.message.startswith("Never was more there")
    assert found.flow.message.startswith("Nothing has been spent")
