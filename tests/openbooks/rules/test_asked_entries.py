"""What is asked of the public books: nonsense asks for nothing, and an address says the same."""

from datetime import date
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from ubudehe.openbooks.rules.asked_entries import MOST_TEXT, AskedEntries, read_asked

PROJECT = UUID("11111111-2222-4333-8444-555555555555")
WHOLE = AskedEntries("sand & é", PROJECT, "spend", "2025-12", "out", flag=True)


def read(**asked: str) -> AskedEntries:
    names = ("text", "project", "kind", "month", "way", "flag")
    return read_asked(kinds=("spend",), **{name: asked.get(name, "") for name in names})


def test_an_address_asks_for_what_it_was_made_from() -> None:
    told = dict(parse_qsl(WHOLE.query))
    told["text"] = told.pop("q")
    assert read(**told) == WHOLE
    assert AskedEntries().query == ""
    assert WHOLE.anything
    assert not AskedEntries().anything
    assert not AskedEntries("x").narrowed


@pytest.mark.parametrize(
    "odd",
    [
        {"project": "P001"},
        {"kind": "theft"},
        {"month": "2025-13"},
        {"month": "2025-1"},
        {"way": "sideways"},
        {"flag": "no"},
        {"text": "   "},
    ],
)
def test_what_makes_no_sense_asks_for_nothing(odd: dict[str, str]) -> None:
    assert read(**odd) == AskedEntries()


def test_a_month_ends_where_the_next_begins_also_in_december() -> None:
    assert WHOLE.days == (date(2025, 12, 1), date(2026, 1, 1))
    assert AskedEntries(month="2026-02").days == (date(2026, 2, 1), date(2026, 3, 1))
    assert AskedEntries().days is None


def test_words_are_bounded() -> None:
    assert len(read(text="x" * 500).text) == MOST_TEXT
