"""Reading and writing money: the traps of Rwandan amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.language.amounts import MAX_AMOUNT, NotAnAmount, format_amount, parse_amount
from ubudehe.places.reading import load_country

FRANCS = load_country().manners.spellings


@pytest.mark.parametrize(
    ("text", "francs"),
    [
        ("1200", 1200),
        ("1,200", 1200),  # Babel's rw reads 1.2 here
        ("1,200,000", 1_200_000),  # and fails here
        ("1.200.000", 1_200_000),
        ("1 200 000", 1_200_000),
        ("1\u00a0200\u00a0000\u00a0Frw", 1_200_000),
        ("1\u202f200\u202f000", 1_200_000),
        ("1'200'000", 1_200_000),
        ("1’200’000", 1_200_000),
        (" 5,000 Frw ", 5000),
        ("5000frw", 5000),
        ("RWF 5 000", 5000),
        ("RF5000", 5000),
        ("0", 0),
        ("9007199254740991", MAX_AMOUNT),
        ("5,000/=", 5000),
        ("5 000 /-", 5000),
        ("5000 F", 5000),
        ("5000 frs", 5000),
        ("5000 francs", 5000),
        ("FRW. 5,000", 5000),
        ("5 000 Frw.", 5000),
        ("amafaranga 5000", 5000),
        ("\u200e5000", 5000),
        ("٥٠٠٠", 5000),
        ("５０００", 5000),
        ("१२००", 1200),
    ],
)
def test_clear_amounts_are_read(text: str, francs: int) -> None:
    assert parse_amount(text, 0, FRANCS) == francs


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("1.200,000", 1_200_000),  # two signs
        ("1,20,000", 120_000),
        ("12 00", 1200),
        ("5,000.00", 5000),  # never 500 000
        ("12.5", None),
        ("1.50", None),
        ("0788123456", None),  # a phone number in the wrong field
        ("0.500", None),
        ("-500", None),
        ("\u2212500", None),
        ("100\n200", None),  # two amounts
        ("", None),
        ("Frw", None),
        ("Frw 5 Frw", None),
        ("5 USD", None),
        ("1e6", None),
        ("5²00", None),
        ("12e3", None),
        ("1.2M", 1_200_000),
        ("500 k", 500_000),
        ("5,000/=/=", None),
        ("five", None),
        ("9007199254740992", None),
        ("9" * 5000, None),
    ],
)
def test_anything_else_is_refused_with_a_guess_at_most(text: str, understood: int | None) -> None:
    with pytest.raises(NotAnAmount) as caught:
        parse_amount(text, 0, FRANCS)
    assert caught.value.understood == understood


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [
        ("1,200.50", 2, 120_050),
        ("1.200,50", 2, 120_050),
        ("1 200", 2, 120_000),
        ("12.345", 2, 1_234_500),
        ("1,200.345", 3, 1_200_345),
        ("12345.678", 3, 12_345_678),
    ],
)
def test_decimals_are_read_for_currencies_that_have_them(
    text: str, exponent: int, minor: int
) -> None:
    assert parse_amount(text, exponent, FRANCS) == minor


@pytest.mark.parametrize(
    ("text", "exponent"), [("1.5", 2), ("1.200", 3), ("1,200,50", 2), ("1.", 2)]
)
def test_unclear_decimals_are_refused(text: str, exponent: int) -> None:
    with pytest.raises(NotAnAmount) as caught:
        parse_amount(text, exponent, FRANCS)
    assert caught.value.understood is None


def test_amounts_look_the_same_everywhere() -> None:
    assert format_amount(1_200_000, "Frw") == "1\u00a0200\u00a0000\u00a0Frw"
    assert format_amount(-500, "Frw") == "\u2212500\u00a0Frw"
    assert format_amount(120_005, "KES", 2) == "1\u00a0200.05\u00a0KES"
    assert format_amount(-5, "KES", 2) == "\u22120.05\u00a0KES"


@given(st.integers(0, MAX_AMOUNT))
def test_what_is_written_can_be_read_again(minor: int) -> None:
    assert parse_amount(format_amount(minor, "Frw"), 0, FRANCS) == minor


@given(st.text(alphabet="0123456789 .,'-Frw\u00a0", max_size=24), st.integers(0, 3))
def test_no_text_breaks_the_reader(text: str, exponent: int) -> None:
    try:
        found: int | None = parse_amount(text, exponent, FRANCS)
    except NotAnAmount as error:
        found = error.understood
    assert found is None or 0 <= found <= MAX_AMOUNT
