"""Turnout: one definition, always shown together.

Signed in: voters on the roll who came. Handed out: cards and papers given to them. Counted:
ballots in the count, blank ones included. Spoiled: ballots that cannot be read. Blank: ballots
without a mark. What does not fit together, or does not fit with what else was recorded, is told
with both numbers and needs a written reason; it never takes the place of what was recorded.
"""

from dataclasses import dataclass
from enum import StrEnum


class Misfit(StrEnum):
    """Two numbers that do not fit together: `these` and `those` of a Mismatch."""

    NOT_AS_ON_ROLL = "not_as_on_roll"
    """Voters who came, as counted at the door; signed in on the roll."""
    MORE_THAN_VOTERS = "more_than_voters"
    """Signed in; all who may vote."""
    MORE_THAN_PRESENT = "more_than_present"
    """Signed in; people counted at the meeting."""
    MORE_WOMEN = "more_women"
    """Women who came to vote; women counted at the meeting."""
    MORE_MEN = "more_men"
    """Men who came to vote; men counted at the meeting."""
    NOT_HANDED_TO_ALL = "not_handed_to_all"
    """Handed out, fewer than signed in."""
    HANDED_TO_OTHERS = "handed_to_others"
    """Handed out, more than signed in."""
    MORE_THAN_CARDS = "more_than_cards"
    """Handed out; cards that were printed."""
    CARDS_ASTRAY = "cards_astray"
    """Cards handed out or left over, fewer than those printed and not void."""
    CARDS_TOO_MANY = "cards_too_many"
    """Cards handed out or left over, more than those printed and not void."""
    MISSING = "missing"
    """Came back, fewer than handed out."""
    TOO_MANY = "too_many"
    """Came back, more than handed out."""
    MORE_BEANS = "more_beans"
    """Beans in the jars; beans handed out."""


@dataclass(frozen=True)
class Mismatch:
    """Two numbers that do not fit together."""

    misfit: Misfit
    these: int
    those: int


@dataclass(frozen=True)
class Turnout:
    """The five numbers of a vote."""

    signed_in: int
    handed_out: int
    counted: int
    spoiled: int
    blank: int


@dataclass(frozen=True)
class Door:
    """What was counted at the door when a vote was closed, beside who was at the meeting.

    The women and men who came are None where they were not counted apart.
    """

    came: int
    women: int | None
    men: int | None
    women_there: int
    men_there: int
    cards: int | None = None
    """Cards printed and not declared void; None where people did not vote with cards alone."""
    cards_left: int | None = None
    """Of these, how many were counted that nobody was given."""

    @property
    def fits(self) -> bool:
        """Return whether the women and men who came are no others than those who came."""
        told = (self.women or 0) + (self.men or 0)
        return told <= self.came if None in (self.women, self.men) else told == self.came


@dataclass(frozen=True)
class Recorded:
    """What else was recorded of a vote, to compare its turnout with; None is not recorded.

    `electors` may vote; `beans` are in the jars, and `each` voter got so many.
    """

    electors: int
    door: Door | None = None
    cards: int | None = None
    beans: int | None = None
    each: int = 0


def mismatches(turnout: Turnout, recorded: Recorded) -> tuple[Mismatch, ...]:
    """Return what does not fit together."""
    came, given = turnout.signed_in, turnout.handed_out
    returned = turnout.counted + turnout.spoiled
    beans = given * recorded.each
    pairs = (
        (Misfit.MORE_THAN_VOTERS, _above(came, recorded.electors), recorded.electors),
        *_at_the_door(recorded.door, came),
        (Misfit.NOT_HANDED_TO_ALL, given if given < came else None, came),
        (Misfit.HANDED_TO_OTHERS, _above(given, came), came),
        (Misfit.MORE_THAN_CARDS, _above(given, recorded.cards), recorded.cards),
        *_cards(recorded.door, given),
        (Misfit.MISSING, returned if returned < given else None, given),
        (Misfit.TOO_MANY, _above(returned, given), given),
        (Misfit.MORE_BEANS, _above(recorded.beans, beans), beans),
    )
    return tuple(
        Mismatch(misfit, these, those)
        for misfit, these, those in pairs
        if these is not None and those is not None
    )


def _at_the_door(door: Door | None, came: int) -> tuple[tuple[Misfit, int | None, int | None], ...]:
    if door is None:
        return ()
    present = door.women_there + door.men_there
    return (
        (Misfit.NOT_AS_ON_ROLL, None if door.came == came else door.came, came),
        (Misfit.MORE_THAN_PRESENT, _above(came, present), present),
        (Misfit.MORE_WOMEN, _above(door.women, door.women_there), door.women_there),
        (Misfit.MORE_MEN, _above(door.men, door.men_there), door.men_there),
    )


def _cards(door: Door | None, given: int) -> tuple[tuple[Misfit, int | None, int | None], ...]:
    if door is None or door.cards is None or door.cards_left is None:
        return ()
    found, good = given + door.cards_left, door.cards
    return (
        (Misfit.CARDS_ASTRAY, found if found < good else None, good),
        (Misfit.CARDS_TOO_MANY, _above(found, good), good),
    )


def _above(number: int | None, most: int | None) -> int | None:
    return number if number is not None and most is not None and number > most else None
