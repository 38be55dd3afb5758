"""What the record says of categories: rounds, appeals, events, groups, slips, data requests."""

from ubudehe.categories.appeals.checking import APPEALS
from ubudehe.categories.data_requests.checking import REQUESTS
from ubudehe.categories.events.checking import EVENTS
from ubudehe.categories.ranking.checking import RANKING
from ubudehe.categories.replaying import rounds
from ubudehe.categories.schemes.checking import schemes
from ubudehe.categories.slips.checking import SLIPS
from ubudehe.places.pack import Country
from ubudehe.record.replaying import Replay, together


def replay_of(country: Country) -> Replay:
    """Return how everything about categories is replayed in a country."""
    return together([rounds(country), APPEALS, EVENTS, REQUESTS, RANKING, SLIPS, schemes(country)])
