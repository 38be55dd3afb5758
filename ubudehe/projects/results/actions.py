"""Opening sealed ballots: an act of the elected audit committee, seen by everybody."""

from uuid import UUID

from ubudehe.people.desk import Desk, Nothing, act
from ubudehe.people.rules import Right
from ubudehe.projects.voting.votes import vote_in
from ubudehe.record.append import Event


@act("ballots.open", Right.OPEN_BALLOTS)
def open_ballots(desk: Desk, _form: Nothing, vote: UUID) -> Event:
    """Write down that a member of the audit committee opened the ballots of a closed vote."""
    vote_in(desk, vote, "closed")
    return Event(public={"vote": str(vote)}, subject=str(vote))
