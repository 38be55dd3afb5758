"""What waits about projects: proposals to check or to answer for, votes that are not finished."""

from collections.abc import Iterator

from ubudehe.people.office import keys_of_office
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village
from ubudehe.projects.proposals.queries import returned_proposals, unchecked_count
from ubudehe.projects.voting.annulling.queries import how_many_wait
from ubudehe.projects.voting.binding import without_money
from ubudehe.projects.voting.papers.comparing import piles_to_type_again
from ubudehe.projects.voting.queries import votes


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the projects at or under a place."""
    if asked.may(Right.CHECK_PROPOSALS):
        found = unchecked_count(asked.session, asked.place)
        if found:
            yield Waiting("check_proposal", "proposals", found)
        asked_for, due = how_many_wait(asked.session, asked.place)
        if asked_for:
            yield Waiting("answer_annul", "annulments", asked_for, due)
    here = is_village(asked.place, asked.country)
    if asked.may(Right.CHECK_PROPOSALS) or (here and asked.may(Right.PROJECTS)):
        gone = without_money(asked.session, asked.place)
        if gone:
            path = f"votes/{gone[0].id}" if here else "annulments"
            yield Waiting("vote_money", path, len(gone))
    if asked.may(Right.PROJECTS) and here:
        returned = returned_proposals(asked.session, asked.place)
        if returned:
            yield Waiting("answer_proposal", f"proposals/{returned[0]}", len(returned))
        again = piles_to_type_again(asked.session, asked.place, (asked.person.key,))
        if again:
            own = keys_of_office(asked.session, asked.person.account, asked.place, asked.today)
            again = piles_to_type_again(asked.session, asked.place, own)
        if again:
            yield Waiting("type_again", f"votes/{again[0]}/paper", len(again))
        known = votes(asked.session, asked.place)
        for job, state in (("vote_open", "open"), ("vote_prepared", "prepared")):
            mine = [vote for vote in known if vote.state == state]
            if mine:
                yield Waiting(job, f"votes/{mine[0].id}", len(mine))
