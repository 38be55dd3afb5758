"""What waits about projects: proposals for the sector's word, votes that are not finished."""

from collections.abc import Iterator

from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village
from ubudehe.projects.proposals.queries import unchecked_count
from ubudehe.projects.voting.queries import votes


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the projects at or under a place."""
    if asked.may(Right.CHECK_PROPOSALS):
        found = unchecked_count(asked.session, asked.place)
        if found:
            yield Waiting("check_proposal", "proposals", found)
    if asked.may(Right.PROJECTS) and is_village(asked.place, asked.country):
        for job, state in (("vote_open", "open"), ("vote_prepared", "prepared")):
            mine = [vote for vote in votes(asked.session, asked.place) if vote.state == state]
            if mine:
                yield Waiting(job, f"votes/{mine[0].id}", len(mine))
