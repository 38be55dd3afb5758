"""How what was done at a meeting is told in its minutes.

Each room says it for its own acts (`minutes=` of `@act`), from the public event and from what of
its private values was not erased. Rooms below know nothing of them: the meeting only lists.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from ubudehe.language.sentences import Sentence
from ubudehe.record.happened import Happened


class Counts(StrEnum):
    """Of whom the counts in a sentence are parts: it decides whether everybody may read them."""

    NOBODY = "nobody"
    """No people or households are counted."""
    PEOPLE = "people"
    """Parts of the people who were at the meeting."""
    VILLAGE = "village"
    """Only for people of the village."""


@dataclass(frozen=True)
class Said:
    """One sentence of the minutes; where everybody may not read it, `instead` stands for it."""

    sentence: Sentence
    counts: Counts = Counts.NOBODY
    parts: tuple[int, ...] = ()
    instead: Sentence | None = None


@dataclass(frozen=True)
class Told:
    """What was done, in some sentences; `index` is its place in the record.

    `undone` tells that it was taken back or declared void later.
    """

    index: int
    said: tuple[Said, ...]
    undone: bool = False


@dataclass(frozen=True)
class Teller:
    """What tells some acts of a room in the minutes.

    `tell` gets the session, the village and the acts of one meeting in their order. `reads` are
    patterns (SQL LIKE) of the private fields it needs. Acts of the types `later` are told, too,
    where they come after the minutes were closed, and are about what that meeting began.
    """

    tell: Callable[[Session, str, Sequence[Happened]], Iterable[Told]]
    reads: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
