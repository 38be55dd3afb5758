"""Which days are working days in a country: weekends and public holidays aside."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import cast

from ubudehe.places.pack import Country


@cache
def working_day(country: Country) -> Callable[[date], bool]:
    """Return a function that tells whether a day is a working day in `country`.

    Holidays come from the library `holidays`: moved ones too, those of the moon as estimates.
    """
    import holidays

    found = holidays.country_holidays(country.code)
    weekend = country.weekend

    def is_working(day: date) -> bool:
        return day.isoweekday() not in weekend and day not in found

    return cast("Callable[[date], bool]", is_working)
