"""Numbers and percentages."""

import pytest

from ubudehe.language.messages import LANGUAGES
from ubudehe.language.numbers import format_number, format_percent


@pytest.mark.parametrize("lang", LANGUAGES)
def test_groups_are_the_same_in_every_language(lang: str) -> None:
    assert format_number(14_837, lang) == "14\u00a0837"
    assert format_number(-1000, lang) == "\u22121\u00a0000"
    assert format_number(7, lang) == "7"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 2, "50%"), (1, 200, "1%"), (1, 201, "0%"), (2, 3, "67%"), (3, 1, "300%"), (0, 9, "0%")],
)
def test_percent_rounds_halves_up(part: int, whole: int, text: str) -> None:
    assert format_percent(part, whole, "rw") == text


def test_french_puts_a_blank_before_the_sign() -> None:
    assert format_percent(1, 2, "fr") == "50\u00a0%"


def test_part_of_nothing_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        format_percent(0, 0, "en")
