"""Codes of slips and cards: digits that survive being typed, said and copied."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.language.codes import make_code, make_letters, read_code, spaced

CODES = st.builds(make_code, st.binary(min_size=32, max_size=32), st.binary(max_size=20))


@given(CODES)
def test_a_code_is_read_however_its_groups_are_split(code: str) -> None:
    assert len(code) == 18
    for said in (spaced(code), spaced(code).replace(" ", "-"), f" {code}\u00a0", f"{code}."):
        assert read_code(said) == code
    arabic = "".join(chr(0x660 + int(sign)) for sign in code)
    assert read_code(arabic) == code
    assert read_code(spaced(code).replace("0", "O").replace("1", "l")) == code


@given(CODES, st.integers(0, 17), st.integers(1, 9))
def test_any_one_wrong_digit_is_caught(code: str, at: int, by: int) -> None:
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert read_code(wrong) is None


@given(CODES)
def test_any_two_digits_that_changed_places_are_caught(code: str) -> None:
    for one, other in combinations(range(18), 2):
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        assert read_code("".join(signs)) is None or code[one] == code[other]


@given(CODES, st.integers(0, 17))
def test_a_digit_too_few_or_too_many_is_caught(code: str, at: int) -> None:
    assert read_code(code[:at] + code[at + 1 :]) is None
    assert read_code(code[:at] + "7" + code[at:]) is None


def test_papers_of_older_versions_are_read() -> None:
    old = make_letters(b"k" * 32, b"card")
    assert old == "BPC3PG08MTD"
    assert read_code(spaced(old).lower()) == old
    assert read_code(old[1] + old[0] + old[2:]) is None


@pytest.mark.parametrize("text", ["", " ", "12", "123 456 789", "²" * 18, "💥", "A" * 5000])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None
