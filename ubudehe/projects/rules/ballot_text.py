"""What a ballot of a vote may hold, and a paper ballot as it is typed.

«ACD» marks three projects, «CA» puts C before A, «A3 C2» gives points; «-» is a blank ballot and
«x» a spoiled one. On a ballot of more than 23 projects they have numbers instead of letters: «3 17
42», «42 3», «3=5 17=2». Votes prepared before that had letters up to 26 projects, and keep them:
where X is one of them «x1» marks it alone and «xx» is a spoiled ballot. Of a single project A is
yes and B is no. Marks are kept as one byte for each position on the ballot.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ubudehe.projects.rules.election import NO, YES, Kind

LETTERS = 23
"""With more projects than this on a ballot, they have numbers: an «x» says a paper is spoiled."""
LETTERS_BEFORE = 26
"""With how many they had letters in votes that do not say it."""


class Fault(StrEnum):
    """What is wrong with what was typed."""

    UNREADABLE = "unreadable"
    NO_SUCH_LETTER = "no_such_letter"
    SPOILED_OR_X = "spoiled_or_x"
    TWICE = "twice"
    TOO_MANY = "too_many"
    OVER_BUDGET = "over_budget"


class BadBallot(ValueError):
    """What was typed is no ballot of this vote; `over` is by how much money it goes too far."""

    def __init__(self, fault: Fault, sign: str = "", over: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.sign, self.over = fault, sign, over


@dataclass(frozen=True)
class BallotSheet:
    """What a ballot may hold: the cost of the project at each position, in minor units.

    `most` is the number of marks, of points together, or of places that a voter has. `spend` is
    what the marked projects may cost together at most; 0 where nobody asks that. `numbered` tells
    whether projects have numbers.
    """

    kind: Kind
    costs: tuple[int, ...]
    most: int
    spend: int = 0
    numbered: bool = False

    @property
    def options(self) -> int:
        """Return how many projects there are."""
        return len(self.costs)

    @property
    def has_x(self) -> bool:
        """Return whether X alone could be a project as well as a spoiled ballot."""
        marks = self.kind in (Kind.APPROVAL, Kind.RANKING)
        return marks and not self.numbered and self.options > LETTERS

    @property
    def spoiled(self) -> str:
        """Return what is typed for a spoiled ballot."""
        return "xx" if self.has_x else "x"

    def cost_of(self, marks: bytes | bytearray) -> int:
        """Return what the marked projects cost together."""
        return sum(cost for cost, given in zip(self.costs, marks, strict=True) if given)


def letter(position: int, *, numbered: bool = False) -> str:
    """Return what a position on the ballot is called, from 0: A, B, C, …, or its number from 1.

    >>> letter(2), letter(2, numbered=True)
    ('C', '3')
    """
    return str(position + 1) if numbered else chr(ord("A") + position)


def read_marks(text: str, sheet: BallotSheet) -> bytes | None:
    """Return the marks by position, or None for a spoiled ballot; BadBallot for anything else."""
    plain = re.sub(r"[\s,;.]+", " ", text.upper()).strip()
    if plain == "X" and sheet.has_x:
        raise BadBallot(Fault.SPOILED_OR_X)
    if plain == sheet.spoiled.upper():
        return None
    if plain == "-":
        return bytes(sheet.options)
    if sheet.kind is Kind.YES_NO:
        return _yes_or_no(plain)
    if plain == "X1" and sheet.has_x:
        plain = "X"
    points: list[tuple[int, int]] = []
    for place, (sign, typed) in enumerate(_signs(plain, sheet)):
        position = int(sign) - 1 if sign.isdecimal() else ord(sign) - ord("A")
        if not 0 <= position < sheet.options:
            raise BadBallot(Fault.NO_SUCH_LETTER, sign)
        if bool(typed) != (sheet.kind is Kind.POINTS) or len(typed) > 3:
            raise BadBallot(Fault.UNREADABLE)
        points.append((position, _points(sheet, typed, place, sign)))
    return marks_of(points, sheet)


def _signs(plain: str, sheet: BallotSheet) -> list[tuple[str, str]]:
    """Return (what a project is called, its points as typed)."""
    if sheet.numbered:
        found = [re.fullmatch(r"(\d{1,3})(?:[=:](\d+))?", one) for one in plain.split(" ")]
        if not all(found):
            raise BadBallot(Fault.UNREADABLE)
        return [(one[1], one[2] or "") for one in found if one]
    plain = plain.replace(" ", "")
    signs = re.findall(r"([A-Z])(\d*)", plain)
    if not signs or "".join(sign + points for sign, points in signs) != plain:
        raise BadBallot(Fault.UNREADABLE)
    return signs


def _yes_or_no(plain: str) -> bytes:
    given = {letter(0): YES, letter(1): NO}
    if plain not in given:
        raise BadBallot(Fault.UNREADABLE)
    return bytes((given[plain],))


def _points(sheet: BallotSheet, typed: str, place: int, sign: str) -> int:
    if sheet.kind is Kind.POINTS:
        return int(typed)
    if sheet.kind is Kind.RANKING:
        if place >= sheet.most:
            raise BadBallot(Fault.TOO_MANY, sign)
        return sheet.most - place
    return 1


def marks_of(points: list[tuple[int, int]], sheet: BallotSheet) -> bytes:
    """Return the marks by position of (position, points) pairs; BadBallot where they are too many.

    For a ranking, points are as in Borda's count: `most` for the first place, down to 1.
    """
    kind, most = sheet.kind, sheet.most
    marks = bytearray(sheet.options)
    for position, given in points:
        if marks[position]:
            raise BadBallot(Fault.TWICE, letter(position, numbered=sheet.numbered))
        if given > (NO if kind is Kind.YES_NO else most):
            raise BadBallot(Fault.TOO_MANY, letter(position, numbered=sheet.numbered))
        marks[position] = given
    over = sheet.cost_of(marks) - sheet.spend
    if sheet.spend and over > 0:
        raise BadBallot(Fault.OVER_BUDGET, over=over)
    used = sum(marks) if kind is Kind.POINTS else sum(1 for given in marks if given)
    if used > most:
        raise BadBallot(Fault.TOO_MANY)
    places = [given for given in marks if given]
    if kind is Kind.RANKING and len(set(places)) != len(places):
        raise BadBallot(Fault.TWICE)
    return bytes(marks)


def write_marks(marks: bytes | None, sheet: BallotSheet) -> str:
    """Return marks as they would be typed."""
    if marks is None:
        return sheet.spoiled.upper()
    given = [(points, position) for position, points in enumerate(marks) if points]
    if not given:
        return "-"
    if sheet.kind is Kind.YES_NO:
        return letter(given[0][0] - YES)
    if sheet.kind is Kind.RANKING:
        given.sort(key=lambda one: (-one[0], one[1]))
    with_points, numbered = sheet.kind is Kind.POINTS, sheet.numbered
    between = "=" if numbered else ""
    shown = (
        letter(at, numbered=numbered) + (f"{between}{n}" if with_points else "") for n, at in given
    )
    text = (" " if with_points or numbered else "").join(shown)
    return "X1" if text == "X" else text
