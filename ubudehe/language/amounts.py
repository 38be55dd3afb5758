"""Amounts of money as people write and read them. Whole minor units only, never a float."""

import re
import unicodedata
from collections.abc import Sequence

from babel.numbers import get_currency_precision

MAX_AMOUNT = 2**53 - 1
"""The largest amount: JSON readers keep whole numbers exact up to here (RFC 8259, section 6)."""

NO_BREAK = "\u00a0"
# Blanks of one line only: two lines are two amounts, and must not become one.
_BLANKS = re.compile("[ \t\u00a0\u2007\u2009\u202f]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ .,'])[0-9]{3}(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"0|[1-9][0-9]*")
_END = re.compile(r" ?/ ?[=-]$")
_SHORT = re.compile(r"([1-9][0-9]{0,5})(?:[.,]([0-9]{1,3}))? ?([km])", re.IGNORECASE)
_DECIMALS = re.compile(r"(.*[0-9])([.,])([0-9]+)")


class NotAnAmount(ValueError):
    """A text that is no clear amount; `understood` is the best guess in minor units, or None."""

    def __init__(self, text: str, understood: int | None = None) -> None:
        super().__init__(text)
        self.understood = understood


class TooMuch(NotAnAmount):
    """A clear amount that is more than MAX_AMOUNT."""


def parse_amount(text: str, exponent: int = 0, spellings: Sequence[str] = ()) -> int:
    """Return the minor units that `text` says, such as «1 200 000», «1.200.000» or «5,000 Frw».

    `spellings` are how people write the currency; one may stand before or behind the digits, with
    a full stop. So may «/=» and «/-» stand behind, as East African prices are written. Digits of
    any script count, and signs that nobody sees do not.

    Blanks, full stops, commas and apostrophes are dropped only where one and the same sign
    splits the digits into groups of three: Rwandans write both 1,200,000 and 1.200.000. For a
    currency with `exponent` decimals, exactly that many may follow a full stop or a comma.
    NotAnAmount for anything else: a sign, letters, a leading zero; TooMuch above MAX_AMOUNT.
    """
    seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
    usual = "".join(str(unicodedata.decimal(sign, sign)) for sign in seen)
    plain = _BLANKS.sub(" ", usual.replace("\u2019", "'")).strip()
    bare = _without_unit(_END.sub("", plain), spellings)
    minor = _read(bare, exponent)
    if minor is None:
        raise NotAnAmount(text, _guess(bare, exponent))
    if minor > MAX_AMOUNT:
        raise TooMuch(text)
    return minor


def _without_unit(plain: str, spellings: Sequence[str]) -> str:
    small = plain.lower()
    for unit in sorted(spellings, key=len, reverse=True):
        if small.removesuffix(".").endswith(unit):
            return plain.removesuffix(".")[: -len(unit)].removesuffix(" ")
        if small.startswith(unit):
            return plain[len(unit) :].removeprefix(".").removeprefix(" ")
    return plain


def _read(bare: str, exponent: int) -> int | None:
    whole = _whole(bare)
    parts = _DECIMALS.fullmatch(bare)
    if not exponent or parts is None or len(parts[3]) != exponent:
        return None if whole is None else whole * 10**exponent
    # Three decimals look like a group of three: «1.200» could be either, so it is neither.
    if whole is not None or parts[2] in parts[1]:
        return None
    units = _whole(parts[1])
    return None if units is None else units * 10**exponent + int(parts[3])


def _whole(digits: str) -> int | None:
    if len(digits) > 25 or not (_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)):
        return None
    return int(re.sub(r"[ .,']", "", digits))


def _guess(bare: str, exponent: int) -> int | None:
    """Return what badly grouped digits may mean; None rather than a guess a hundredfold wrong."""
    if short := _SHORT.fullmatch(bare):
        zeros = (3 if short[3] in "kK" else 6) + exponent - len(short[2] or "")
        return int(short[1] + (short[2] or "") + "0" * zeros)
    parts = _DECIMALS.fullmatch(bare)
    if parts and len(parts[3]) < 3:
        if exponent or parts[3].strip("0"):
            return None
        bare = parts[1]
    if exponent or not re.fullmatch(r"[1-9][0-9 .,']*", bare):
        return None
    minor = int(re.sub(r"[ .,']", "", bare)[:20])
    return minor if minor <= MAX_AMOUNT else None


def type_amount(minor: int, exponent: int = 0) -> str:
    """Return `minor` units as a person types them: without unit and groups, with all decimals."""
    whole, part = divmod(minor, 10**exponent)
    return f"{whole}.{part:0{exponent}d}" if exponent else str(whole)


def exponent_of(currency: str) -> int:
    """Return how many decimals a currency (ISO 4217) has, as CLDR knows it."""
    return get_currency_precision(currency)


def format_amount(minor: int, unit: str, exponent: int = 0) -> str:
    """Return `minor` units as «1 200 000 Frw», the same in every language.

    Groups are split by no-break blanks and the unit stands behind, so that no group sign can be
    read as a decimal sign. A currency with decimals has them behind a full stop. A negative
    amount has the minus sign U+2212.
    """
    sign = "\u2212" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**exponent)
    text = f"{whole:,}".replace(",", NO_BREAK)
    if exponent:
        text += f".{part:0{exponent}d}"
    return f"{sign}{text}{NO_BREAK}{unit}"
