"""Which days are working days in a country: weekends and public holidays aside."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import cast

from ubudehe.places.pack import Country

IsWorkingDay = Callable[[date], bool]


@cache
def working_day(country: Country) -> IsWorkingDay:
    """Return a function that tells whether a day is a working day in `country`.

    Holidays come from the library `holidays`: moved ones too, those of the moon as estimates.
    """
    import holidays

    moved = holidays.country_holidays(country.holidays_of) if country.holidays_of else ()
    weekend, fixed = country.weekend, country.fixed_holidays

    def is_working(day: date) -> bool:
        free = day.isoweekday() in weekend or (day.month, day.day) in fixed
        return not free and day not in moved

    return cast("IsWorkingDay", is_working)


def holiday_name(country: Country, day: date, lang: str) -> str | None:
    """Return how a public holiday is called, in `lang` where the library has it.

    None where `day` is none, and nothing where only the pack knows it, which has no names.
    """
    import holidays

    found = None
    if country.holidays_of:
        speaks = holidays.country_holidays(country.holidays_of).supported_languages
        locale = next((one for one in speaks if one.partition("_")[0] == lang), None)
        of_year = holidays.country_holidays(country.holidays_of, years=day.year, language=locale)
        found = of_year.get(day)
    if found is None and (day.month, day.day) in country.fixed_holidays:
        return ""
    return found
