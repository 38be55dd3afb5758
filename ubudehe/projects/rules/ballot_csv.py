"""Paper ballots of a pile in a table: what another program, or another hall, typed of them.

A row is a ballot: its number on the pile, and what is marked as a typist would write it («ACD»,
«-» blank, «x» spoiled). The first row may be a head. Cells are split by «,», «;» or tabs and quoted
as in CSV; lines end as they do anywhere. It is UTF-8, UTF-16 with its mark, or what offices write
(Windows-1252): of all but the head only ASCII is believed.
"""

import codecs
import csv
from collections.abc import Iterable
from enum import StrEnum
from io import StringIO

LONGEST = 40_000
"""Bytes of a table: far more than a pile of 200 ballots needs."""


class Flaw(StrEnum):
    """What is wrong with a table of ballots."""

    UNREADABLE = "unreadable"
    NO_NUMBER = "no_number"
    OUT_OF_ORDER = "out_of_order"
    EMPTY = "empty"


class BadTable(ValueError):
    """A table that holds no ballots, with the line (from 1) where that shows, else 0."""

    def __init__(self, flaw: Flaw, line: int = 0) -> None:
        super().__init__(f"line {line}: {flaw.value}")
        self.flaw, self.line = flaw, line


def read_table(content: bytes, first: int) -> list[str]:
    """Return what is marked on each ballot; the first has the number `first`.

    Numbers go on without a gap, so that a row that is lost or stands there twice is found.
    """
    if len(content) > LONGEST:
        raise BadTable(Flaw.UNREADABLE)
    try:
        text = _text(content)
        rows = list(csv.reader(StringIO(text), delimiter=_delimiter(text), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise BadTable(Flaw.UNREADABLE) from None
    found: list[str] = []
    begun = False
    for line, cells in enumerate(rows, start=1):
        cell = [one.strip() for one in cells]
        may_be_head, begun = not begun, begun or any(cell)
        if not any(cell) or (may_be_head and not cell[0].isdecimal()):
            continue
        # Programs for tables write cells to the right of what was ever typed.
        if (
            any(cell[2:])
            or len(cell) < 2
            or not (cell[0].isascii() and cell[0].isdecimal() and cell[1])
        ):
            raise BadTable(Flaw.NO_NUMBER, line)
        if len(cell[0]) > 4 or int(cell[0]) != first + len(found):
            raise BadTable(Flaw.OUT_OF_ORDER, line)
        found.append(cell[1])
    if not found:
        raise BadTable(Flaw.EMPTY)
    return found


def _text(content: bytes) -> str:
    """Return the text of a table, its lines split by LF alone; UnicodeDecodeError for none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
            head, _, ballots = text.replace("\r", "\n").partition("\n")
            if head.lstrip(' "')[:1].isdecimal() or not ballots.isascii():
                raise
    if "\0" in text:
        raise BadTable(Flaw.UNREADABLE)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    head = next((line for line in text.split("\n") if line.strip()), "")
    return next((sign for sign in ";\t" if sign in head), ",")


def write_table(ballots: Iterable[str]) -> bytes:
    """Return a table of ballots, numbered from 1, as `read_table` reads it."""
    out = StringIO()
    rows = ([str(number), marks] for number, marks in enumerate(ballots, start=1))
    csv.writer(out, lineterminator="\n").writerows([["ballot", "marks"], *rows])
    return out.getvalue().encode()
