"""What is typed, read into values."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ubudehe.language.fields import Day, Line, Passage, PersonName, PublicLine, read_amount
from ubudehe.language.manners import Manners


@pytest.mark.parametrize("kind", [Line, PersonName, PublicLine])
@pytest.mark.parametrize("typed", ["A\nB", "A \r\n B", "A\tB", "A\u2028B", "\nA  B\n"])
def test_a_text_of_one_line_holds_no_other(kind: Any, typed: str) -> None:
    """As outsiders found: a quoted cell with a line break made a name of two lines."""
    assert TypeAdapter(kind).validate_python(typed) == "A B"


def test_a_passage_keeps_its_lines() -> None:
    assert TypeAdapter(Passage).validate_python("A\nB") == "A\nB"


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x07", "\x00", "\u202e"])
def test_what_no_feed_could_hold_is_no_text(sign: str) -> None:
    """XML 1.0 has no such sign: one in a title would end the feed of the whole district."""
    for kind in (Line, Passage, PersonName, PublicLine):
        with pytest.raises(ValidationError, match="signs that cannot be stored"):
            TypeAdapter(kind).validate_python(f"Wa{sign}ter")


@pytest.mark.parametrize("typed", ["9999-12-31", "2200-1-1", "1899-12-31", "0-1-1", "1-1-1"])
def test_a_day_lies_in_years_that_somebody_means(typed: str) -> None:
    """A plan from the last day of all days on, or a holiday then, made the server fail."""
    with pytest.raises(ValidationError, match="no such day"):
        TypeAdapter(Day).validate_python(typed)
    assert TypeAdapter(Day).validate_python("2199-12-31").year == 2199


def test_an_amount_that_is_clear_but_too_large_is_told_so() -> None:
    with pytest.raises(ValueError, match="more money than can be written down"):
        read_amount("99 999 999 999 999 999", Manners("RWF", 0, symbol="Frw"))
