"""How a country writes money, telephones and identity numbers: what reading a form must know.

A form is read with the country as pydantic's context. What a program hands over without one is
plain: amounts in smallest units, telephones with their `+`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationInfo


@dataclass(frozen=True)
class Manners:
    """One country's money, telephones and identity numbers, as a country pack tells them."""

    currency: str = ""
    """ISO 4217."""
    exponent: int = 0
    """How many decimals the currency has; amounts are kept in the smallest unit."""
    symbol: str = ""
    """What stands behind an amount."""
    spellings: tuple[str, ...] = ()
    """How people write the currency, in small letters: before or behind an amount."""
    region: str | None = None
    """The country as libphonenumber knows it; None reads only numbers that begin with `+`."""
    prefix: int | None = None
    """The country's calling code."""
    phone_example: str = "+250 788 123 456"
    mobile_starts: str = ""
    """How mobile numbers begin behind the calling code, as a pattern; empty: none is looked for."""
    mobile_digits: int = 9
    """How many digits they have behind the calling code."""
    identity_starts: str = ""
    """The first digits of national identity numbers, as a pattern; empty: none is looked for."""
    identity_digits: int = 16
    identity_born_at: int = 0
    """At which digit, from 1, a year of birth of four digits begins in them; 0: nowhere."""

    @cached_property
    def amount_example(self) -> str:
        """Return an amount as people of the country write it, without its unit."""
        return "12 000" + ("." + "0" * (self.exponent - 1) + "5" if self.exponent else "")


PLAIN = Manners()


def manners_of(known: ValidationInfo) -> Manners:
    """Return the manners of the country in which a form is read."""
    context: Any = known.context
    return PLAIN if context is None else context.manners
