"""How far an entry, a month of the books and a line of a statement are."""

from enum import StrEnum


class EntryState(StrEnum):
    """An entry is proposed and then posted or refused; nobody writes down that one expired."""

    PROPOSED = "proposed"
    POSTED = "posted"
    REFUSED = "refused"
    EXPIRED = "expired"


class MonthState(StrEnum):
    """A month runs, stays open until it is closed, and is then signed, read out and reviewed.

    Before the month of the first posted entry nothing is to be closed.
    """

    BEFORE = "before"
    RUNNING = "running"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    READ = "read"
    QUESTIONED = "questioned"
    ANSWERED = "answered"
    LOCKED = "locked"


class LineState(StrEnum):
    """A line of a statement is open, matched with an entry, or explained without one."""

    OPEN = "open"
    MATCHED = "matched"
    EXPLAINED = "explained"
