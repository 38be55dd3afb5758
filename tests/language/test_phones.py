"""Phone numbers, and personal numbers hidden in free text. All numbers here are made up."""

import pytest

from ubudehe.language.phones import (
    NotAPhone,
    find_personal_data,
    fits_part,
    format_phone,
    looks_like_national_id,
    parse_any_phone,
    parse_phone,
    phones_in,
)
from ubudehe.places.reading import load_country

RWANDA = load_country().manners


@pytest.mark.parametrize(
    "text",
    [
        "0788123456",
        "0788 123 456",
        "0788\u00a0123\u00a0456",
        "788123456",
        "250788123456",
        "+250 788 123 456",
        "+250-788-123-456",
        "00250788123456",
        "\u202a+250788123456\u202c",
        "０７８８１２３４５６",
        " (0788) 123.456 ",
    ],
)
def test_all_ways_to_write_a_mobile_number(text: str) -> None:
    assert parse_phone(text, "RW") == "+250788123456"


@pytest.mark.parametrize("start", ["72", "73", "77", "78", "79"])
def test_ranges_in_use(start: str) -> None:
    assert parse_phone(f"0{start}1234567", "RW") == f"+250{start}1234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0701234567",
        "0741234567",
        "0252123456",  # a fixed line
        "+254712345678",  # another country
        "+16502530000",
        "078812345",
        "07881234567",
        "0788ABCDEF",
        "0788123456 ext 5",
        "0788123456/0788654321",
        "tel 0788123456",
        "+",
        "1199080012345678",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotAPhone):
        parse_phone(text, "RW")


def test_another_country_has_its_own_numbers() -> None:
    assert parse_phone("0712345678", "KE") == "+254712345678"
    assert parse_phone("0712345678", "KE", 254) == "+254712345678"
    with pytest.raises(NotAPhone):
        parse_phone("+250788123456", "KE")


def test_numbers_are_shown_in_groups() -> None:
    assert format_phone("+250788123456") == "+250 788 123 456"
    with pytest.raises(NotAPhone):
        format_phone("none")


@pytest.mark.parametrize(
    "text",
    [
        "1199080012345678",
        "1 1990 8 0012345 6 78",
        " 3-1990-7-0012345-6-78 ",
        "2\u00a01990 7 0000000 0 00",
        "1 - 1990 - 7 - 0012345 - 6 - 78",
        "1198 0780 1234 5012",
        "\u0661\u0661\u0669\u0668\u0660\u0668\u0660\u0660\u0661\u0662\u0663\u0664\u0665\u0660\u0661\u0662",
    ],
)
def test_national_ids_are_told(text: str) -> None:
    assert looks_like_national_id(text, RWANDA)
    assert find_personal_data(f"Indangamuntu: {text}.", RWANDA) == "national_id"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4199080012345678",
        "119908001234567",
        "11990800123456789",
        "1199080012345678 a",
        "1199060012345678",
        "1189980012345678",
        "1299980012345678",
        "1 1990 8-0012345 6 78",
        "1 198 080 012 345 012",
    ],
)
def test_other_numbers_are_no_national_ids(text: str) -> None:
    assert not looks_like_national_id(text, RWANDA)


@pytest.mark.parametrize(
    "text",
    [
        "Hamagara 0788123456.",
        "Hamagara 077 123 4567",
        "tel:+250 788 123 456",
        "Hamagara (0788) 123 456",
        "Hamagara 788 123 456",
        "Hamagara 0788\u00a0123\u00a0456",
        "Hamagara 07\u200b88123456",
        "Hamagara ٠٧٨٨١٢٣٤٥٦",
        "0788123456 Frw",
        "780 000 000 Frw, 0788123456",
    ],
)
def test_phone_numbers_are_found_in_text(text: str) -> None:
    assert find_personal_data(text, RWANDA) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ingo 220, abantu 890.",
        "Amafaranga 1 200 000 Frw",
        "780 000 000 Frw",
        "780\u00a0000\u00a0000\u00a0Frw",
        "On 7/8/2026 150 people worked.",
        "Ku wa 23/07/2026 saa 07:30",
        "MoMo 7812345678901",
        "11010102 na 101010102",
        "Road repair 15/07/2025 - 30/06/2026",
        "Work from 2026-07-01 - 2026-08-31",
        "Two bridges: 12 000 000 / 13 500 000 Frw",
        "Frw 12 000 000 (13 500 000)",
        "11 980 700 12 345 678",
        "-1.9440727 30.0618851 1567.0 4.9",
        "-1.1980812345678901, 30.1198780123456789",
        "2025 2026 2027 2028",
    ],
)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert find_personal_data(text, RWANDA) is None


def test_an_identity_number_is_found_behind_other_numbers() -> None:
    assert find_personal_data("12 1198080012345012", RWANDA) == "national_id"
    assert find_personal_data("3 1 1980 8 0012345 0 12 7", RWANDA) == "national_id"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0788123456/0722123456", ["+250788123456", "+250722123456"]),
        ("0788 123 456 cyangwa 0722 123 456", ["+250788123456", "+250722123456"]),
        ("0788123456 0722123456", ["+250788123456", "+250722123456"]),
        ("+256772123456", ["+256772123456"]),
        ("Tel: 0788.123.456", ["+250788123456"]),
        ("0788123456;0788123456", ["+250788123456"]),
        ("07881234", []),
        ("nta", []),
    ],
)
def test_all_numbers_of_a_cell(text: str, numbers: list[str]) -> None:
    assert list(phones_in(text, "RW")) == numbers


def test_a_neighbour_country_and_a_fixed_line() -> None:
    assert parse_any_phone("+256 772 123 456", "RW") == "+256772123456"
    assert parse_any_phone("0252 565 123", "RW") == "+250252565123"
    for text in ("12345", "+256", "0788123456/0722123456", ""):
        with pytest.raises(NotAPhone):
            parse_any_phone(text, "RW")


@pytest.mark.parametrize(
    "typed",
    ["0788", "788", "+250 788", "00250 (0)788", "2507", "٠٧٨٨", "456", "0788 123 456", "123-456"],
)
def test_a_number_is_found_by_how_it_begins_or_ends_in_any_spelling(typed: str) -> None:
    assert fits_part("+250788123456", typed, 250)
    assert not fits_part("+256772000111", typed, 250), "a neighbour's number does not fit"


@pytest.mark.parametrize("typed", ["07", "+250", "0789", "250123", "+256788", ""])
def test_too_few_or_other_digits_find_no_number(typed: str) -> None:
    assert not fits_part("+250788123456", typed, 250)
