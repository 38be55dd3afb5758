"""Days and times in words. Kinyarwanda patterns are ours: CLDR has only root ones for it."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_timedelta

# Plain «en» is American: months before days.
_LOCALES = {"en": "en_GB", "fr": "fr", "sw": "sw", "rw": "rw"}
_PATTERNS = {
    "rw": {"full": "EEEE, 'tariki ya' d MMMM y", "long": "d MMMM y", "short": "dd/MM/y"},
    "en": {"full": "EEEE, d MMMM y", "long": "d MMMM y", "short": "dd/MM/y"},
    "fr": {"full": "EEEE d MMMM y", "long": "d MMMM y", "short": "dd/MM/y"},
    "sw": {"full": "EEEE, d MMMM y", "long": "d MMMM y", "short": "dd/MM/y"},
}
_TODAY = {"rw": "uyu munsi", "en": "today", "fr": "aujourd'hui", "sw": "leo"}
_DAYS_AGO_RW = "iminsi {days} ishize"
_NEAR_DAYS = 30


def format_date(d: date, lang: str, style: str = "long") -> str:
    """Return a day in `style` full («with the weekday»), long («4 July 2026») or short.

    KeyError for another language or style.
    """
    said = babel_date(d, _PATTERNS[lang][style], locale=_LOCALES[lang])
    first = lang == "fr" and d.day == 1 and style != "short"
    return re.sub(r"\b1 (?=[^0-9])", "1er ", said, count=1) if first else said


def format_month(d: date, lang: str) -> str:
    """Return the month of `d`, such as «July 2026»."""
    # Never «LLLL»: Babel then keeps the first language's month names for all others
    # (python-babel issue 1234).
    return babel_date(d, "MMMM y", locale=_LOCALES[lang])


def format_short_month(d: date, lang: str) -> str:
    """Return the month of `d` without its year, as short as people write it: «Jul»."""
    return babel_date(d, "MMM", locale=_LOCALES[lang])


def format_time(dt: datetime, lang: str, zone: ZoneInfo) -> str:  # noqa: ARG001 - one form for all
    """Return the time of day in `zone`, such as «16:05», the same in every language.

    ValueError for a time without its zone: the machine's own would be taken silently.
    """
    return _in_zone(dt, zone).strftime("%H:%M")


def format_moment(dt: datetime, lang: str, zone: ZoneInfo) -> str:
    """Return day and time in `zone`, such as «4 July 2026, 16:05»; ValueError without a zone."""
    return f"{format_date(day_of(dt, zone), lang)}, {format_time(dt, lang, zone)}"


def relative_day(d: date, today: date, lang: str) -> str:
    """Return how far `d` is from `today`, such as «3 days ago»; the day itself if that is far.

    In Kinyarwanda «ejo» is both yesterday and tomorrow, so neither is said: the day is written
    out instead, as are all days to come.
    """
    days = (d - today).days
    if days == 0:
        return _TODAY[lang]
    if abs(days) > _NEAR_DAYS or (lang == "rw" and days > -2):
        return format_date(d, lang)
    if lang == "rw":
        return _DAYS_AGO_RW.format(days=-days)
    return format_timedelta(
        timedelta(days=days),
        granularity="day",
        threshold=_NEAR_DAYS + 1,  # keeps Babel from rounding to weeks or months
        add_direction=True,
        locale=_LOCALES[lang],
    )


def day_of(dt: datetime, zone: ZoneInfo) -> date:
    """Return the day it is in `zone` at the moment `dt`; ValueError for a time without its zone."""
    return _in_zone(dt, zone).date()


def _in_zone(dt: datetime, zone: ZoneInfo) -> datetime:
    if dt.tzinfo is None:
        raise ValueError("a time needs its zone")
    return dt.astimezone(zone)
