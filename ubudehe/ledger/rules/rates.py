"""At which rate foreign money became money of the country, beside an earlier time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exchanged:
    """Foreign money and what became of it, both in minor units and above zero."""

    given: int
    got: int
    currency: str


def is_far(now: Exchanged, before: Exchanged, percent: int) -> bool:
    """Return whether a rate is more than `percent` above or below an earlier one of its currency.

    Whole numbers are compared crosswise, so nothing is rounded.
    """
    here, there = now.got * before.given, before.got * now.given
    return abs(here - there) * 100 > percent * there
