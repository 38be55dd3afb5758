"""Codes of places."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ubudehe.places.reading import load_country, place_rows
from ubudehe.places.rules import (
    NotACode,
    ancestors,
    code_range,
    covers,
    is_village,
    level_of,
    parent_of,
    parse_code,
    registry_code,
)

RWANDA = load_country()
DIGITS = st.text(alphabet="0123456789", max_size=8)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11010102", "11010102"),
        ("101010102", "11010102"),
        (" 11010102 ", "11010102"),
        ("1", "1"),
        ("11", "11"),
        ("1101", "1101"),
        ("110101", "110101"),
    ],
)
def test_both_forms_are_understood(text: str, code: str) -> None:
    assert parse_code(text, RWANDA) == code


@pytest.mark.parametrize(
    "text", ["", "110", "11010", "1101010", "111010102", "1010101020", "1101010a", "१", "-1", "1.0"]
)
def test_other_texts_are_no_codes(text: str) -> None:
    with pytest.raises(NotACode):
        parse_code(text, RWANDA)


def test_every_village_goes_to_the_registries_and_back() -> None:
    for code, level, _, parent in place_rows(RWANDA):
        assert level_of(code, RWANDA) == level
        assert parent_of(code, RWANDA) == parent
        assert is_village(code, RWANDA) == (level == "village")
        if level == "village":
            assert len(registry_code(code, RWANDA)) == 9
            assert parse_code(registry_code(code, RWANDA), RWANDA) == code


def test_only_villages_have_a_registry_form() -> None:
    assert registry_code("11010102", RWANDA) == "101010102"
    with pytest.raises(NotACode):
        registry_code("110101", RWANDA)


def test_what_a_place_lies_in() -> None:
    assert ancestors("11010102", RWANDA) == ["1", "11", "1101", "110101"]
    assert ancestors("1", RWANDA) == []
    assert parent_of("1", RWANDA) == ""
    assert level_of("", RWANDA) == "country"
    for code in ("", "110"):
        with pytest.raises(NotACode):
            parent_of(code, RWANDA)
    with pytest.raises(NotACode):
        level_of("110", RWANDA)


def test_covering() -> None:
    assert covers("1101", "11010102")
    assert covers("1101", "1101")
    assert covers("", "5")
    assert not covers("11010102", "1101")
    assert not covers("1102", "11010102")


@given(DIGITS, DIGITS)
@example("19", "2")
@example("1109", "1110")
@example("9", "99")
@example("", "")
def test_the_range_is_exactly_what_the_place_covers(place: str, code: str) -> None:
    first, end = code_range(place)
    assert (first <= code < end) == covers(place, code)


@given(DIGITS)
def test_ends_of_ranges_sort_alike_under_every_collation(place: str) -> None:
    assert code_range(place)[1].isalnum()


def test_ranges() -> None:
    assert code_range("1101") == ("1101", "1101A")
    assert code_range("") == ("", "A")
