"""What a gate says of a vote: which numbers are not published."""

from dataclasses import dataclass

CHOSEN_FEW, OTHER_FEW = 3, 1
"""What stands for a hidden number of a chosen project, and of another."""


@dataclass(frozen=True)
class Gate:
    """The projects, by index, whose numbers are hidden, and whether the turnout is shown.

    `blank` tells whether the blank ballots are, where the turnout is.
    """

    hidden: frozenset[int]
    counted: bool
    blank: bool = True
