"""Calendar files, RFC 5545: what a phone takes in so that a meeting stands in its calendar.

Lines end in CR LF and are folded at 75 octets of UTF-8, never within a character (3.1). In texts a
backslash, a semicolon, a comma and a line break are escaped (3.3.11). Times are in UTC, so that no
file needs to describe a time zone (3.3.5, form 2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA = "text/calendar; charset=utf-8"
_PRODUCT = "-//Ubudehe//Meetings//EN"
_FOLD = 75


@dataclass(frozen=True)
class Occasion:
    """One meeting as a calendar keeps it: `uid` names it for ever, `sequence` counts changes."""

    uid: str
    sequence: int
    written: datetime
    starts: datetime
    title: str
    where: str
    about: str
    address: str
    called_off: bool


def calendar_file(lang: str, name: str, occasions: Iterable[Occasion]) -> str:
    """Return a calendar called `name` whose texts are in `lang`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for one in occasions:
        lines += _event(lang, one)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text as the value of a property of type TEXT; other control signs are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets; each after the first begins with a blank."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return "\r\n".join([*pieces, piece])


def _event(lang: str, one: Occasion) -> list[str]:
    in_language = f";LANGUAGE={lang}"
    return [
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"SEQUENCE:{one.sequence}",
        f"DTSTAMP:{_utc(one.written)}",
        f"LAST-MODIFIED:{_utc(one.written)}",
        f"DTSTART:{_utc(one.starts)}",
        f"SUMMARY{in_language}:{escaped(one.title)}",
        f"LOCATION:{escaped(one.where)}",
        f"DESCRIPTION{in_language}:{escaped(one.about)}",
        f"URL:{one.address}",
        f"STATUS:{'CANCELLED' if one.called_off else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
