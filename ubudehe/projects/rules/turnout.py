"""Turnout: one definition, always shown together.

Signed in: voters on the roll who came. Handed out: cards and papers given to them. Counted:
ballots in the count, blank ones included. Spoiled: ballots that cannot be read. Blank: ballots
without a mark. What does not fit together is told, and needs a written reason.
"""

from dataclasses import dataclass
from enum import StrEnum


class Mismatch(StrEnum):
    """Two numbers of a turnout that do not fit together."""

    MORE_THAN_VOTERS = "more_than_voters"
    NOT_HANDED_TO_ALL = "not_handed_to_all"
    HANDED_TO_OTHERS = "handed_to_others"
    MISSING = "missing"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Turnout:
    """The five numbers of a vote."""

    signed_in: int
    handed_out: int
    counted: int
    spoiled: int
    blank: int


def mismatches(turnout: Turnout, electors: int) -> tuple[Mismatch, ...]:
    """Return what does not fit together; `electors` is how many may vote."""
    returned = turnout.counted + turnout.spoiled
    found = (
        (Mismatch.MORE_THAN_VOTERS, turnout.signed_in > electors),
        (Mismatch.NOT_HANDED_TO_ALL, turnout.handed_out < turnout.signed_in),
        (Mismatch.HANDED_TO_OTHERS, turnout.handed_out > turnout.signed_in),
        (Mismatch.MISSING, returned < turnout.handed_out),
        (Mismatch.TOO_MANY, returned > turnout.handed_out),
    )
    return tuple(kind for kind, is_so in found if is_so)
