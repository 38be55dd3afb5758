"""A paper ballot as it is typed: letters of projects, in the order of preference or with points.

«ACD» marks three projects, «CA» puts C before A, «A3 C2» gives points; «-» is a blank ballot and
«x» a spoiled one. Marks are kept as one byte for each position on the ballot.
"""

import re
from enum import StrEnum

from ubudehe.projects.rules.election import Kind


class Fault(StrEnum):
    """What is wrong with what was typed."""

    UNREADABLE = "unreadable"
    NO_SUCH_LETTER = "no_such_letter"
    TWICE = "twice"
    TOO_MANY = "too_many"


class BadBallot(ValueError):
    """What was typed is no ballot of this vote."""

    def __init__(self, fault: Fault, sign: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.sign = fault, sign


def letter(position: int) -> str:
    """Return the letter of a position on the ballot, from 0: A, B, C, …"""
    return chr(ord("A") + position)


def read_marks(text: str, kind: Kind, options: int, most: int) -> bytes | None:
    """Return the marks by position, or None for a spoiled ballot; BadBallot for anything else.

    `most` is the number of marks, of points together, or of places that a voter has.
    """
    plain = re.sub(r"[\s,;.]+", "", text.upper())
    if plain == "X":
        return None
    if plain == "-":
        return bytes(options)
    signs = re.findall(r"([A-Z])(\d*)", plain)
    if not signs or "".join(sign + points for sign, points in signs) != plain:
        raise BadBallot(Fault.UNREADABLE)
    points: list[tuple[int, int]] = []
    for place, (sign, typed) in enumerate(signs):
        position = ord(sign) - ord("A")
        if position >= options:
            raise BadBallot(Fault.NO_SUCH_LETTER, sign)
        if bool(typed) != (kind is Kind.POINTS) or len(typed) > 3:
            raise BadBallot(Fault.UNREADABLE)
        points.append((position, _points(kind, typed, place, most, sign)))
    return marks_of(points, kind, options, most)


def _points(kind: Kind, typed: str, place: int, most: int, sign: str) -> int:
    if kind is Kind.POINTS:
        return int(typed)
    if kind is Kind.RANKING:
        if place >= most:
            raise BadBallot(Fault.TOO_MANY, sign)
        return most - place
    return 1


def marks_of(points: list[tuple[int, int]], kind: Kind, options: int, most: int) -> bytes:
    """Return the marks by position of (position, points) pairs; BadBallot where they are too many.

    For a ranking, points are as in Borda's count: `most` for the first place, down to 1.
    """
    marks = bytearray(options)
    for position, given in points:
        if marks[position]:
            raise BadBallot(Fault.TWICE, letter(position))
        if given > most:
            raise BadBallot(Fault.TOO_MANY, letter(position))
        marks[position] = given
    used = sum(marks) if kind is Kind.POINTS else sum(1 for given in marks if given)
    if used > most:
        raise BadBallot(Fault.TOO_MANY)
    places = [given for given in marks if given]
    if kind is Kind.RANKING and len(set(places)) != len(places):
        raise BadBallot(Fault.TWICE)
    return bytes(marks)


def write_marks(marks: bytes | None, kind: Kind) -> str:
    """Return marks as they would be typed."""
    if marks is None:
        return "X"
    given = [(points, position) for position, points in enumerate(marks) if points]
    if not given:
        return "-"
    if kind is Kind.RANKING:
        given.sort(key=lambda one: (-one[0], one[1]))
    shown = (letter(at) + (str(n) if kind is Kind.POINTS else "") for n, at in given)
    return " ".join(shown) if kind is Kind.POINTS else "".join(shown)
