"""Whole numbers as people type them."""

import pytest

from ubudehe.language.counts import plain_count


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("12.0", "12"),
        ("2,0", "2"),
        ("1.000", "1000"),
        ("1,000", "1000"),
        ("1\u202f000", "1000"),
        ("1 000 000", "1000000"),
        ("1.000,000", "1.000,000"),
        ("٣٠", "30"),
        ("３０", "30"),
        ("3\u200b0", "30"),
        ("3²", "3²"),
        ("½", "½"),
        ("2.5", "2.5"),
        ("0.000", "0.000"),
        ("-1", "-1"),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_was_meant_or_left_alone(typed: str, plain: str) -> None:
    assert plain_count(typed) == plain
