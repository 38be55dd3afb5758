"""Phone numbers, and telling them and identity numbers apart from other text."""

import re
import unicodedata
from datetime import UTC, datetime

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_SIGNS = re.compile(r"\+?[0-9 ().-]+")
_GAP = r"(?:[^\S\n]|[.()/-]){0,3}"
_ID_GAP = r"(?:[^\S\n]|[.,/_-]){0,3}"
_ID_TEXT = rf"[123](?:{_ID_GAP}[0-9]){{15}}"
# Looked ahead for, since one may begin within what only begins like another; and never within
# the decimals of a number, which a coordinate may have many of.
_ID = re.compile(rf"(?<![0-9])(?<![0-9]\.)(?=({_ID_TEXT})(?![0-9]))")
_FIRST_BIRTH, _SEXES = 1900, ("7", "8")
_AMOUNTS = re.compile(r"(?:[0-9]{1,3}(?:[ .,][0-9]{3})+ ?)+")
_FRANCS = re.compile(r"(?i)\s*(?:frw|rwf|rf)\b")
# The mobile ranges of Rwanda: 72, 73, 77, 78, 79 (libphonenumber's metadata for RW).
_PHONE = re.compile(
    rf"(?<![0-9])(?P<prefix>(?:(?:\+|00)?250{_GAP})?0?{_GAP})7[237-9](?:{_GAP}[0-9]){{7}}(?![0-9])"
)


class NotAPhone(ValueError):
    """A text that is no mobile number of the country."""


def parse_phone(text: str, country: str = "RW", prefix: int | None = None) -> str:
    """Return a mobile number of the country as E.164 («+250788123456»).

    Understood are «0788 123 456», «788123456», «250788123456» and «+250 788 123 456». NotAPhone
    for fixed lines, numbers of other countries, and texts with anything beside the number:
    libphonenumber alone would read letters as keys and drop an extension. `prefix` is the
    country's own unless another is given.
    """
    plain = _plain(text).strip()
    if not _SIGNS.fullmatch(plain):
        raise NotAPhone(text)
    try:
        number = phonenumbers.parse(plain, country)
    except NumberParseException as error:
        raise NotAPhone(text) from error
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    ours = prefix or phonenumbers.country_code_for_region(country)
    if number.country_code != ours or phonenumbers.number_type(number) not in mobile:
        raise NotAPhone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """Return an E.164 number as people read it, «+250 788 123 456»; NotAPhone if it is none."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        raise NotAPhone(number) from error
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def parse_any_phone(text: str, country: str = "RW") -> str:
    """Return a number of any country as E.164: a neighbour's, written with «+», or a fixed line.

    NotAPhone where `text` is not one whole number that can be dialled.
    """
    plain = _plain(text).strip()
    if not _SIGNS.fullmatch(plain):
        raise NotAPhone(text)
    try:
        number = phonenumbers.parse(plain, country)
    except NumberParseException as error:
        raise NotAPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def phones_in(text: str, country: str = "RW") -> tuple[str, ...]:
    """Return the numbers that stand in a cell, as E.164: several are split by signs or words."""
    found: dict[str, None] = {}
    for part in re.split(r"[/;,|&\n]|[^\W\d_]+", _plain(text)):
        try:
            found.setdefault(parse_any_phone(part.strip(" :=."), country))
        except NotAPhone:
            for one in re.findall(r"\+?[0-9]{9,13}", part):
                try:
                    found.setdefault(parse_any_phone(one, country))
                except NotAPhone:
                    continue
    return tuple(found)


def looks_like_national_id(text: str) -> bool:
    """Tell whether `text` is a national identity number, written with one kind of sign or none.

    Sixteen digits `1 YYYY S NNNNNNN C KK`: kind 1 to 3, year of birth, sex 7 or 8, serial, issue,
    check. Amounts split into groups of three are none.
    """
    plain = _plain(text).strip()
    if re.fullmatch(_ID_TEXT, plain) is None or _AMOUNTS.fullmatch(plain):
        return False
    digits = re.sub(r"[^0-9]", "", plain)
    born = _FIRST_BIRTH <= int(digits[1:5]) <= datetime.now(UTC).year
    return born and digits[5] in _SEXES and _one_kind_of_sign(plain)


def _one_kind_of_sign(text: str) -> bool:
    """Tell whether all digits are split by the same sign, with or without blanks around it."""
    gaps = [gap for gap in re.split("[0-9]", text) if gap]
    return len({gap.strip() for gap in gaps}) <= 1


def find_personal_data(text: str) -> str | None:
    """Return «national_id» or «phone» where `text` holds such a number, else None.

    An amount in francs is no phone number, unless it is written with a phone number's prefix.
    """
    plain = _plain(text)
    if any(looks_like_national_id(found[1]) for found in _ID.finditer(plain)):
        return "national_id"
    for found in _PHONE.finditer(plain):
        if found["prefix"] or not _FRANCS.match(plain, found.end()):
            return "phone"
    return None


def _plain(text: str) -> str:
    """Return `text` with every digit and dash in its usual form and unseen signs taken out."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(_usual(sign) for sign in usual if unicodedata.category(sign) != "Cf")


def _usual(sign: str) -> str:
    if unicodedata.category(sign) == "Pd":
        return "-"
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign
