"""Phone numbers, and telling them and identity numbers apart from other text."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from re import Pattern

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from ubudehe.language.manners import Manners

_SIGNS = re.compile(r"\+?[0-9 ().-]+")
_GAP = r"(?:[^\S\n]|[.()/-]){0,3}"
_ID_GAP = r"(?:[^\S\n]|[.,/_-]){0,3}"
_BRACKETS = re.compile(r"\(\s*(\+[0-9]{1,4})\s*\)")
"""«(+250)»: the brackets stand around the plus."""
_FIRST_BIRTH = 1900
_FEWEST_DIGITS, _WHOLE = 3, 9
"""With fewer digits too many numbers fit; so many are a whole one, with a 0 for the country."""
_AMOUNTS = re.compile(r"(?:[0-9]{1,3}(?:[ .,][0-9]{3})+ ?)+")


class NotAPhone(ValueError):
    """A text that is no mobile number of the country."""


@cache
def _patterns(manners: Manners) -> tuple[Pattern[str] | None, Pattern[str] | None]:
    """Return what finds a mobile number, and what finds a national identity number."""
    phone = identity = None
    if manners.mobile_starts:
        parts = _parts(manners.mobile_starts)
        starts, rest = "".join(parts), manners.mobile_digits - len(parts)
        phone = re.compile(
            rf"(?<![0-9])(?P<prefix>(?:(?:\+|00)?{manners.prefix}{_GAP})?0?{_GAP}){starts}"
            rf"(?:{_GAP}[0-9]){{{rest}}}(?![0-9])"
        )
    if manners.identity_starts:
        parts = _parts(manners.identity_starts)
        starts, rest = _ID_GAP.join(parts), manners.identity_digits - len(parts)
        text = rf"{starts}(?:{_ID_GAP}[0-9]){{{rest}}}"
        # Looked ahead for, since one may begin within what only begins like another; and never
        # within the decimals of a number, which a coordinate may have many of.
        identity = re.compile(rf"(?<![0-9])(?<![0-9]\.)(?=({text})(?![0-9]))")
    return phone, identity


def _parts(starts: str) -> list[str]:
    """Return the digits of a pattern such as «7[237-9]», one by one."""
    return re.findall(r"\[[0-9-]+\]|[0-9]", starts)


def parse_phone(text: str, region: str | None, prefix: int | None = None) -> str:
    """Return a mobile number of the country as E.164 («+250788123456»).

    Understood are, where `region` is Rwanda, «0788 123 456», «788123456», «250788123456» and
    «+250 788 123 456»; without a region only the last. NotAPhone for fixed lines, numbers of other
    countries, and texts with anything beside the number: libphonenumber alone would read letters
    as keys and drop an extension. `prefix` is the country's own unless another is given.
    """
    plain = _plain(text).strip()
    if not _SIGNS.fullmatch(plain):
        raise NotAPhone(text)
    try:
        number = phonenumbers.parse(plain, region)
    except NumberParseException as error:
        raise NotAPhone(text) from error
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    ours = prefix or (phonenumbers.country_code_for_region(region) if region else None)
    if ours not in (None, number.country_code) or phonenumbers.number_type(number) not in mobile:
        raise NotAPhone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """Return an E.164 number as people read it, «+250 788 123 456»; NotAPhone if it is none."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        raise NotAPhone(number) from error
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def fits_part(number: str, typed: str, prefix: int | None) -> bool:
    """Tell whether an E.164 number begins or ends with the digits typed, in any of its spellings.

    Where `prefix` is Rwanda's, «0788», «788», «+250 788», «00250 (0)788» begin +250788123456.
    """
    digits, own, whole = re.sub("[^0-9]", "", _plain(typed)), str(prefix or ""), number[1:]
    if len(digits) < _FEWEST_DIGITS:
        return False
    local, abroad = whole.removeprefix(own), digits.removeprefix("00")
    begins = [digits.removeprefix("0")]
    if abroad.startswith(own):
        begins.append(abroad.removeprefix(own).removeprefix("0"))
    return (
        any(one and local.startswith(one) for one in begins)
        or (len(abroad) > len(own) and whole.startswith(abroad))
        or whole.endswith(digits[digits.startswith("0") and len(digits) >= _WHOLE :])
    )


def parse_any_phone(text: str, region: str | None) -> str:
    """Return a number of any country as E.164: a neighbour's, written with «+», or a fixed line.

    NotAPhone where `text` is not one whole number that can be dialled.
    """
    plain = _plain(text).strip()
    if not _SIGNS.fullmatch(plain):
        raise NotAPhone(text)
    try:
        number = phonenumbers.parse(plain, region)
    except NumberParseException as error:
        raise NotAPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def phones_in(text: str, region: str | None) -> tuple[str, ...]:
    """Return the numbers that stand in a cell, as E.164: several are split by signs or words."""
    found: dict[str, None] = {}
    for part in re.split(r"[/;,|&\n]|[^\W\d_]+", _plain(text)):
        try:
            found.setdefault(parse_any_phone(part.strip(" :=."), region))
        except NotAPhone:
            for one in re.findall(r"\+?[0-9]{9,13}", part):
                try:
                    found.setdefault(parse_any_phone(one, region))
                except NotAPhone:
                    continue
    return tuple(found)


def looks_like_national_id(text: str, manners: Manners) -> bool:
    """Tell whether `text` is a national identity number, written with one kind of sign or none.

    It has the country's digits and, where the country says at which of them, a year in which
    somebody living can be born. Amounts split into groups of three are none.
    """
    plain, identity = _plain(text).strip(), _patterns(manners)[1]
    if identity is None or _AMOUNTS.fullmatch(plain):
        return False
    found = identity.match(plain)
    if found is None or found[1] != plain:
        return False
    digits, at = re.sub(r"[^0-9]", "", plain), manners.identity_born_at
    born = not at or _FIRST_BIRTH <= int(digits[at - 1 : at + 3]) <= datetime.now(UTC).year
    return born and _one_kind_of_sign(plain)


def _one_kind_of_sign(text: str) -> bool:
    """Tell whether all digits are split by the same sign, with or without blanks around it."""
    gaps = [gap for gap in re.split("[0-9]", text) if gap]
    return len({gap.strip() for gap in gaps}) <= 1


def find_personal_data(text: str, manners: Manners) -> str | None:
    """Return «national_id» or «phone» where `text` holds such a number, else None.

    An amount of money is no phone number, unless it is written with a phone number's prefix.
    """
    plain = _plain(text)
    phone, identity = _patterns(manners)
    candidates = identity.finditer(plain) if identity is not None else ()
    if any(looks_like_national_id(found[1], manners) for found in candidates):
        return "national_id"
    for found in phone.finditer(plain) if phone is not None else ():
        if found["prefix"] or not _is_money(plain[found.end() :], manners):
            return "phone"
    return None


def _is_money(behind: str, manners: Manners) -> bool:
    word = re.match(r"\s*(\w+)", behind)
    return word is not None and len(word[1]) > 1 and word[1].lower() in manners.spellings


def _plain(text: str) -> str:
    """Return `text` with every digit and dash in its usual form and unseen signs taken out."""
    usual = _BRACKETS.sub(r"\1 ", unicodedata.normalize("NFKC", text))
    return "".join(_usual(sign) for sign in usual if unicodedata.category(sign) != "Cf")


def _usual(sign: str) -> str:
    if unicodedata.category(sign) == "Pd":
        return "-"
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign
