"""Numbers as files hold them: «4», «4.0» from a program, «1 200», «0,5» hectares."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from ubudehe.households.rules import square_metres
from ubudehe.language.amounts import NotAnAmount, parse_amount
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.places.pack import Country

_FLOAT = re.compile(
    r"([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?=\.)|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?=,))[.,]0{1,2}"
)
_DECIMAL = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_SHILLING = re.compile(r"(?<=[0-9])\s*/[=-]+$")
"""«5,000/=» and «5,000/-», as amounts are written in East Africa."""
_PEOPLE = re.compile(
    r"(?i)(?:abantu|watu)? ?([0-9]+) ?"
    r"(?:abantu|people|persons?|pers\.?|personnes?|watu|members?|membres?|pax|p\.?)?"
)
_NUMBERS = "umwe babiri batatu bane batanu batandatu barindwi umunani icyenda icumi"
_COUNTED = tuple(_NUMBERS.split())
"""How Kinyarwanda counts people, from one."""
_AREA = re.compile(r"(?i)(.*[0-9]) ?(ha|hectares?|hegitari|ares?|m2|m²)\.?")
_UNITS = {"h": "ha", "a": "are", "m": "m2"}
_MOST_LAND = 9_999
_FINER = {"ha": "are", "are": "m2"}


def plain_number(text: str) -> str:
    """Return a number in its usual signs: digits of any script as 0–9, without «/=»."""
    usual = unicodedata.normalize("NFKC", text)
    digits = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in usual
        if unicodedata.category(sign) != "Cf"
    )
    return _SHILLING.sub("", digits.replace("\u066c", ",").replace("\u066b", ".")).strip()


def without_zero_decimals(text: str) -> str:
    """Return «4» for «4.0»: programs write whole numbers so when a column has gaps."""
    plain = plain_number(text)
    whole = _FLOAT.fullmatch(plain)
    if whole:
        return whole[1]
    return plain if plain[:1].isdigit() else text


def read_count(text: str) -> int:
    """Return a whole number of 0 or more; Refusal for anything else."""
    try:
        return parse_amount(without_zero_decimals(text))
    except NotAnAmount:
        raise Refusal(N_("Write a whole number, such as 12.")) from None


def read_people(text: str) -> int:
    """Return a number of people, also where the word for them stands beside it: «4 abantu»."""
    word = text.casefold().removeprefix("abantu ").removeprefix("umuntu ").strip()
    if word in _COUNTED:
        return _COUNTED.index(word) + 1
    found = _PEOPLE.fullmatch(plain_number(text))
    return read_count(found[1] if found else text)


def read_income(text: str, country: Country) -> str:
    """Return the band of a monthly income; Refusal unless it is an amount of its money."""
    manners = country.manners
    plain = text if manners.exponent else without_zero_decimals(text)
    try:
        return country.income_band(parse_amount(plain, manners.exponent, manners.spellings))
    except NotAnAmount:
        message = N_("Write an amount of money, such as %(example)s.")
        raise Refusal(message, example=manners.amount_example) from None


def unit_beside(cells: Sequence[str]) -> str:
    """Return the unit that stands beside most areas of a column; nothing where few have one."""
    filled = [cell for cell in cells if cell]
    said = [_AREA.fullmatch(plain_number(cell)) for cell in filled]
    units = Counter(_UNITS[one[2][0].casefold()] for one in said if one)
    return units.most_common(1)[0][0] if units and units.total() * 2 > len(filled) else ""


def read_land(text: str, unit: str) -> tuple[int, str]:
    """Return an area as a whole number and its unit; a finer unit where `text` has decimals.

    A unit that stands beside the number counts before `unit`.

    «0.5» ha gives 50 are. Below one square metre it is rounded half up. Refusal if `text` is no
    number or too large.
    """
    said = _AREA.fullmatch(plain_number(text))
    if said:
        text, unit = said[1], _UNITS[said[2][0].casefold()]
    plain = without_zero_decimals(text)
    if not _DECIMAL.fullmatch(plain):
        raise Refusal(N_("Write the area as a number, such as 0.5 or 12."))
    area = Decimal(plain.replace(",", "."))
    while area != area.to_integral_value() and unit in _FINER:
        area *= Decimal(square_metres(1, unit)) / Decimal(square_metres(1, _FINER[unit]))
        unit = _FINER[unit]
    whole = int(area + Decimal("0.5"))
    if whole > _MOST_LAND:
        raise Refusal(N_("This must be %(le)s or less."), le=_MOST_LAND)
    return whole, unit
