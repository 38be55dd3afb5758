"""What people type, read into values: texts, amounts, days, phone numbers.

Each is a pydantic type. A problem is raised as `said(...)`, a catalogue message for people.
"""

import re
import unicodedata
from datetime import date, time
from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from ubudehe.language.amounts import NotAnAmount, TooMuch, format_amount, parse_amount
from ubudehe.language.manners import Manners, manners_of
from ubudehe.language.messages import N_
from ubudehe.language.names import nfc
from ubudehe.language.phones import (
    NotAPhone,
    find_personal_data,
    parse_any_phone,
    parse_phone,
)

IS_DAY = "typed in three fields"
IS_MONEY = "typed in the country's money"


def said(msgid: str, **params: object) -> PydanticCustomError:
    """Return an error whose text is the catalogue message `msgid`."""
    return PydanticCustomError("said", "{msgid}", {"msgid": msgid, "params": params})


_BREAK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a text could be shown as another one."""
_NONE = frozenset("\ufffe\uffff")
"""What is no sign: no XML holds it (XML 1.0, 2.2), so that one in a title ends every feed."""


def _clean(value: object) -> object:
    if not isinstance(value, str):
        return value
    hidden = any(category(sign) in ("Cc", "Cs") and sign not in "\n\r\t" for sign in value)
    if hidden or _TURNS.intersection(value) or _NONE.intersection(value):
        raise said(N_("This holds signs that cannot be stored."))
    if "\ufffd" in value:
        raise said(N_("A sign of this text was lost on the way (\ufffd). Write it again."))
    return nfc(value)


def _one_line(value: object) -> object:
    """Let a text be one line, as what is pasted from a cell or a message often is not."""
    return " ".join(value.split()) if isinstance(value, str) and _BREAK.search(value) else value


def _no_national_id(value: str, known: ValidationInfo) -> str:
    if find_personal_data(value, manners_of(known)) == "national_id":
        raise said(N_("This looks like a national identity number. It is never stored here."))
    return value


def _nothing_personal(value: str, known: ValidationInfo) -> str:
    found = find_personal_data(value, manners_of(known))
    if found == "national_id":
        raise said(N_("This looks like a national identity number. It is never stored here."))
    if found == "phone":
        raise said(N_("This will be public: leave out phone numbers."))
    return value


MOST_MONEY = 10**13
"""Minor units that one amount may be: sums of many stay far below what JSON readers keep exact."""
TOO_MUCH = N_("This is more money than can be written down.")


def read_amount(text: str, manners: Manners) -> int:
    """Return the minor units of the country's money that `text` says; else what to write."""
    try:
        return parse_amount(text, manners.exponent, manners.spellings)
    except TooMuch:
        raise said(TOO_MUCH) from None
    except NotAnAmount as error:
        if error.understood is None:
            raise said(
                N_("Write an amount of money, such as %(example)s."), example=manners.amount_example
            ) from None
        raise said(
            N_("Did you mean %(suggested)s?"),
            suggested=format_amount(error.understood, manners.symbol, manners.exponent),
        ) from None


def _countable(value: int) -> int:
    if value > MOST_MONEY:
        raise said(TOO_MUCH)
    return value


def _amount(value: object, known: ValidationInfo) -> object:
    return read_amount(value, manners_of(known)) if isinstance(value, str) else value


def _phone(value: object, known: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    manners = manners_of(known)
    try:
        return parse_phone(value, manners.region, manners.prefix)
    except NotAPhone:
        text = N_("Write a mobile number, such as %(example)s.")
        raise said(text, example=manners.phone_example) from None


NO_PHONE = frozenset({"", "0", "-", "--", "\u2013", "\u2014", ".", "?", "na", "n/a", "nta"})
NO_PHONE |= {"nta telefone", "nta telefoni", "ntayo", "nta yo", "ntayifite", "aucun", "néant"}
NO_PHONE |= {"hakuna", "hana", "none", "no", "no phone", "x", "00", "000", "0000", "0000000000"}
"""What people write where there is no number, in small letters."""


def _household_phone(value: object, known: ValidationInfo) -> object:
    manners = manners_of(known)
    if not isinstance(value, str):
        return value
    if value.strip().casefold() in NO_PHONE:
        return None
    try:
        return parse_any_phone(value, manners.region)
    except NotAPhone:
        text = N_("Write a phone number, such as %(example)s or +256 772 123 456.")
        raise said(text, example=manners.phone_example) from None


_YEARS = range(1900, 2200)
"""Years that somebody means; beyond them no calendar counts on: days are added to what is typed."""


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        year, month, day = (int(part) for part in value.split("-"))
        if year not in _YEARS:
            raise ValueError
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise said(N_("There is no such day. Write day, month and year in numbers.")) from None


_HOUR = re.compile(r"([0-9]{1,2})(?:[:.hH]([0-9]{2})?)?")


def _hour(value: object) -> object:
    if not isinstance(value, str):
        return value
    # «١٤:٠٠», and signs that nobody sees.
    usual = unicodedata.normalize("NFKC", "".join(value.split()))
    usual = "".join(str(unicodedata.decimal(sign, sign)) for sign in usual)
    found = _HOUR.fullmatch("".join(sign for sign in usual if category(sign) != "Cf"))
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise said(N_("Write the hour from 0 to 23 and the minutes, such as 14:00."))
    return time(hour, minute)


Line = Annotated[
    str,
    Field(min_length=1, max_length=120),
    BeforeValidator(_clean),
    BeforeValidator(_one_line),
    AfterValidator(_no_national_id),
]
"""One line of text that stays in the village."""

Passage = Annotated[
    str,
    Field(min_length=1, max_length=4000),
    BeforeValidator(_clean),
    AfterValidator(_no_national_id),
]
"""Several lines of text that stay in the village."""

PersonName = Annotated[
    str,
    Field(min_length=1, max_length=80),
    BeforeValidator(_clean),
    BeforeValidator(_one_line),
    AfterValidator(_no_national_id),
]
"""A person's name; never published."""

PublicLine = Annotated[
    str,
    Field(min_length=1, max_length=120),
    BeforeValidator(_clean),
    BeforeValidator(_one_line),
    AfterValidator(_nothing_personal),
]
"""One line that everybody will read: phone and identity numbers are refused."""

PublicPassage = Annotated[
    str,
    Field(min_length=1, max_length=2000),
    BeforeValidator(_clean),
    AfterValidator(_nothing_personal),
]
"""Several lines that everybody will read."""

Count = Annotated[int, Field(ge=0, le=99_999)]
"""How many people or things."""

Amount = Annotated[int, BeforeValidator(_amount), Field(gt=0), AfterValidator(_countable), IS_MONEY]
"""Money in minor units, more than nothing."""

AmountOrNothing = Annotated[
    int, BeforeValidator(_amount), Field(ge=0), AfterValidator(_countable), IS_MONEY
]
"""Money in minor units, or nothing."""

Day = Annotated[date, BeforeValidator(_day), IS_DAY]
"""A day of the calendar."""

Hour = Annotated[time, BeforeValidator(_hour)]
"""A time of day on the country's clock, such as 14:00, 14h30 or 9."""

Phone = Annotated[str, BeforeValidator(_phone)]
"""A mobile number, kept as E.164."""

HouseholdPhone = Annotated[str | None, BeforeValidator(_household_phone)]
"""A number by which a household is reached, of any country, kept as E.164; None for none."""
