"""What waits about households: appeals by their last day, requests, the round that goes on."""

from collections.abc import Iterator

from ubudehe.categories.actions.rounds import current_round
from ubudehe.categories.appeals.queries import inbox, levels_of
from ubudehe.categories.data_requests.queries import requests_under
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the households at or under a place."""
    levels = levels_of(asked.person, asked.place, asked.today, asked.country)
    if levels:
        lines = inbox(asked.session, asked.place, levels, asked.today, asked.country)
        due = [
            line.standing.turn.due
            for line in lines
            if line.waits and line.standing.turn.level in levels
        ]
        if due:
            yield Waiting("appeal", "appeals", len(due), min(due))
    if asked.may(Right.DATA_REQUESTS):
        last = [one.due for one in requests_under(asked.session, asked.place) if one.is_open]
        if last:
            yield Waiting("request", "requests", len(last), min(last))
    keeps = asked.may(Right.CATEGORISE) and is_village(asked.place, asked.country)
    if keeps and current_round(asked.session, asked.place):
        yield Waiting("round", "categories")
