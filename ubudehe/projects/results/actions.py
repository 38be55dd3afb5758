"""Opening sealed ballots: an act of the elected audit committee, seen by everybody."""

from ubudehe.language.messages import N_
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.voting.votes import COUNTED, VoteRef, vote_in
from ubudehe.record.append import Event


@act(
    "ballots.open",
    Right.OPEN_BALLOTS,
    said=N_("Everybody can see that you opened the ballots. Count them again."),
    final="who has seen the ballots has seen them",
    offline=Offline.SECRET,
)
def open_ballots(desk: Desk, form: VoteRef) -> Event:
    """Write down that a member of the audit committee opened the ballots of a closed vote."""
    vote_in(desk, form.vote, *COUNTED)
    return Event(public={"vote": str(form.vote)}, subject=str(form.vote))
