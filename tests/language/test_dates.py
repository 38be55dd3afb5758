"""Days and times in four languages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ubudehe.language.dates import (
    format_date,
    format_moment,
    format_month,
    format_time,
    relative_day,
)
from ubudehe.language.messages import LANGUAGES

DAY = date(2026, 7, 4)
KIGALI = ZoneInfo("Africa/Kigali")


@pytest.mark.parametrize(
    ("lang", "full", "long"),
    [
        ("rw", "Kuwa gatandatu, tariki ya 4 Nyakanga 2026", "4 Nyakanga 2026"),
        ("en", "Saturday, 4 July 2026", "4 July 2026"),
        ("fr", "samedi 4 juillet 2026", "4 juillet 2026"),
        ("sw", "Jumamosi, 4 Julai 2026", "4 Julai 2026"),
    ],
)
def test_days(lang: str, full: str, long: str) -> None:
    assert format_date(DAY, lang, "full") == full
    assert format_date(DAY, lang) == long
    assert format_date(DAY, lang, "short") == "04/07/2026"


def test_months_and_weekdays_of_kinyarwanda() -> None:
    months = [format_month(date(2026, month, 1), "rw").split()[0] for month in range(1, 13)]
    assert " ".join(months) == (
        "Mutarama Gashyantare Werurwe Mata Gicurasi Kamena "
        "Nyakanga Kanama Nzeri Ukwakira Ugushyingo Ukuboza"
    )
    sunday = date(2026, 7, 5)
    days = [format_date(sunday + timedelta(n), "rw", "full").split(",")[0] for n in range(7)]
    assert days == [
        "Ku cyumweru",
        "Kuwa mbere",
        "Kuwa kabiri",
        "Kuwa gatatu",
        "Kuwa kane",
        "Kuwa gatanu",
        "Kuwa gatandatu",
    ]


def test_one_language_does_not_leak_into_the_next() -> None:
    assert [format_month(DAY, lang) for lang in ("rw", "fr", "sw", "en", "rw")] == [
        "Nyakanga 2026",
        "juillet 2026",
        "Julai 2026",
        "July 2026",
        "Nyakanga 2026",
    ]


def test_times_are_on_the_clock_of_the_country() -> None:
    late = datetime(2026, 7, 4, 22, 5, tzinfo=UTC)
    assert format_time(late, "rw", KIGALI) == "00:05"
    assert format_moment(late, "en", KIGALI) == "5 July 2026, 00:05"
    assert format_moment(late, "rw", KIGALI) == "5 Nyakanga 2026, 00:05"


def test_a_time_without_its_zone_is_refused() -> None:
    naive = datetime(2026, 7, 4, 22, 5)  # noqa: DTZ001 - the mistake to catch
    with pytest.raises(ValueError, match="zone"):
        format_time(naive, "rw", KIGALI)
    with pytest.raises(ValueError, match="zone"):
        format_moment(naive, "rw", KIGALI)


@pytest.mark.parametrize(
    ("lang", "days", "text"),
    [
        ("rw", 0, "uyu munsi"),
        ("rw", -1, "3 Nyakanga 2026"),
        ("rw", 1, "5 Nyakanga 2026"),
        ("rw", -3, "iminsi 3 ishize"),
        ("rw", 3, "7 Nyakanga 2026"),
        ("en", 0, "today"),
        ("en", -3, "3 days ago"),
        ("en", -9, "9 days ago"),
        ("en", 1, "in 1 day"),
        ("en", -30, "30 days ago"),
        ("en", -31, "3 June 2026"),
        ("en", 30, "in 30 days"),
        ("fr", 0, "aujourd'hui"),
        ("fr", -3, "il y a 3 jours"),
        ("sw", 0, "leo"),
        ("sw", -3, "siku 3 zilizopita"),
    ],
)
def test_relative_days(lang: str, days: int, text: str) -> None:
    assert relative_day(DAY + timedelta(days), DAY, lang) == text


@pytest.mark.parametrize("days", range(-40, 41))
def test_ejo_is_never_said(days: int) -> None:
    assert "ejo" not in relative_day(DAY + timedelta(days), DAY, "rw").lower()


def test_every_language_has_every_style() -> None:
    for lang in LANGUAGES:
        for style in ("full", "long", "short"):
            assert "2026" in format_date(DAY, lang, style)


def test_the_first_of_a_month_in_french_is_an_ordinal() -> None:
    assert format_date(date(2026, 1, 1), "fr") == "1er janvier 2026"
    assert format_date(date(2026, 1, 1), "fr", "full") == "jeudi 1er janvier 2026"
    assert format_date(date(2026, 1, 11), "fr") == "11 janvier 2026"
    assert format_date(date(2026, 1, 1), "fr", "short") == "01/01/2026"
