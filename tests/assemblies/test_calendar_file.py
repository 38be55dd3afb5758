"""Calendar files as RFC 5545 has them: escaped, folded, in UTC."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.assemblies.announcing.calendar_file import Occasion, calendar_file, escaped, folded


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_none_loses_anything(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


@given(st.text(st.sampled_from("a é;,\\\nn"), max_size=40))
def test_a_text_is_what_it_was_once_it_is_read(text: str) -> None:
    said = escaped(text)
    assert re.fullmatch(r"(?:[^\\;,\n]|\\[\\;,n])*", said)
    assert re.sub(r"\\(.)", lambda found: found[1].replace("n", "\n"), said) == text


def test_the_signs_that_mean_something_are_escaped() -> None:
    assert escaped("a;b,c\\d\r\ne\x00\x1b") == "a\\;b\\,c\\\\d\\ne"
    assert "\r\n" not in escaped("x\rBEGIN:VALARM\r\ny")


def test_a_character_is_never_cut_in_two() -> None:
    line = "SUMMARY:" + "é" * 60
    first, second, *_ = folded(line).split("\r\n")
    assert len(first.encode()) == 74
    assert second.startswith(" é")


def test_a_calendar_holds_its_meetings_in_utc() -> None:
    starts = datetime(2026, 6, 20, 14, tzinfo=ZoneInfo("Africa/Kigali"))
    written = datetime(2026, 6, 15, 8, tzinfo=UTC)
    one = Occasion(
        "urn:uuid:x", 2, written, starts, "Inama", "Ku biro, Kabeza", "", "https://x", True
    )
    assert calendar_file("rw", "Inama", [one]).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ubudehe//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Inama",
        "BEGIN:VEVENT",
        "UID:urn:uuid:x",
        "SEQUENCE:2",
        "DTSTAMP:20260615T080000Z",
        "LAST-MODIFIED:20260615T080000Z",
        "DTSTART:20260620T120000Z",
        "SUMMARY;LANGUAGE=rw:Inama",
        "LOCATION:Ku biro\\, Kabeza",
        "DESCRIPTION;LANGUAGE=rw:",
        "URL:https://x",
        "STATUS:CANCELLED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_time_without_zone_is_a_mistake() -> None:
    moment = datetime(2026, 6, 20, 14)  # noqa: DTZ001 - what is refused
    one = Occasion("x", 0, moment, moment, "", "", "", "", False)
    with pytest.raises(ValueError, match="zone"):
        calendar_file("rw", "", [one])
