"""What waits about households: appeals by their last day, requests, the round that goes on."""

from collections.abc import Iterator
from datetime import date

from ubudehe.categories.actions.rounds import goes_on
from ubudehe.categories.appeals import queries as appeals
from ubudehe.categories.data_requests import queries as requests
from ubudehe.categories.data_requests.actions import BY_VILLAGE
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the households at or under a place."""
    levels = appeals.levels_of(asked.person, asked.place, asked.today, asked.country)
    if levels:
        due = appeals.due_days(asked.session, asked.place, levels, asked.today, asked.country)
        if due:
            yield Waiting("appeal", "appeals", len(due), min(due))
    in_village = is_village(asked.place, asked.country)
    last: list[date] = []
    if asked.may(Right.DATA_REQUESTS):
        last = requests.due_days(asked.session, asked.place)
    elif in_village and asked.may(Right.HOUSEHOLDS):
        last = requests.due_days(asked.session, asked.place, BY_VILLAGE)
    if last:
        yield Waiting("request", "requests", len(last), min(last))
    if in_village and asked.may(Right.CATEGORISE) and goes_on(asked.session, asked.place):
        yield Waiting("round", "categories")
