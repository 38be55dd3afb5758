"""Concerns that wait for an officer's answer."""

from collections.abc import Iterator

from ubudehe.concerns.queries import to_hear
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import level_of


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield the concerns that nobody has taken, one's own, and the late ones below."""
    held_at = asked.person.level_for(Right.HEAR_CONCERNS, asked.place, asked.today, asked.country)
    if held_at is None or held_at != level_of(asked.place, asked.country):
        return
    count, due = to_hear(asked.session, asked.place, asked.person.account, asked.today)
    if count:
        yield Waiting("hear_concern", "concerns", count, due)
