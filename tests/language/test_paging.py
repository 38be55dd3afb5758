"""Long lists, a page at a time."""

import pytest

from ubudehe.language.paging import Paging, read_start


@pytest.mark.parametrize(
    ("start", "all_", "first", "last", "before", "after"),
    [
        (0, 0, 1, 0, None, None),
        (0, 20, 1, 20, None, None),
        (0, 21, 1, 20, None, 20),
        (20, 21, 21, 21, 0, None),
        (20, 60, 21, 40, 0, 40),
        (7, 60, 8, 27, 0, 27),
        (40, 60, 41, 60, 20, None),
    ],
)
def test_a_page_knows_what_lies_before_and_after(
    start: int, all_: int, first: int, last: int, before: int | None, after: int | None
) -> None:
    part = Paging(start, 20, all_)
    assert (part.first, part.last, part.before, part.after) == (first, last, before, after)
    assert part.is_cut == (before is not None or after is not None)
    assert part.of(range(1, all_ + 1)) == range(first, last + 1)
    assert part.shown == len(part.of(range(all_)))


def test_one_past_the_end_shows_nothing_and_leads_back() -> None:
    part = Paging(100, 20, 60)
    assert (part.shown, part.before, part.after) == (0, 80, None)


@pytest.mark.parametrize(
    ("text", "start"), [("", 0), ("40", 40), ("-1", 0), ("٤", 0), ("9" * 7, 0), ("x", 0)]
)
def test_what_makes_no_sense_begins_at_the_beginning(text: str, start: int) -> None:
    assert read_start(text) == start
