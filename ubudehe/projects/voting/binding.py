"""A vote bound to an envelope: what other votes leave of its money.

A vote that is prepared or open holds all of its budget; one that was counted, what its chosen
projects cost; one that is void or annulled, nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk
from ubudehe.projects.envelopes import Envelope, envelopes
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.projects.voting.votes import options_of


@dataclass(frozen=True)
class Free:
    """An envelope and what votes leave of it; below zero where its giver promised less since."""

    envelope: Envelope
    left: int


def free_envelopes(session: Session, village: str, currency: str) -> tuple[Free, ...]:
    """Return the envelopes of a village with what votes leave of each."""
    found = envelopes(session, village, currency)
    return tuple(Free(one, one.amount - held_by_votes(session, village, one.id)) for one in found)


def held_by_votes(session: Session, village: str, envelope: UUID, besides: str = "") -> int:
    """Return what the votes of a village hold of an envelope, without the vote `besides`."""
    rows = session.exec(select(Vote).where(Vote.village == village, Vote.envelope == envelope))
    return sum(_holds(session, vote) for vote in rows if str(vote.id) != besides)


def _holds(session: Session, vote: Vote) -> int:
    if vote.state in (VoteState.PREPARED, VoteState.OPEN):
        return vote.budget
    if vote.state != VoteState.CLOSED:
        return 0
    return sum(option.takes for option in options_of(session, vote.id) if option.is_chosen)


def check_free(desk: Desk, envelope: UUID, budget: int) -> None:
    """Raise Refusal unless an envelope of the village has as much money as a new vote is about."""
    free = free_envelopes(desk.session, desk.place, desk.country.currency)
    found = next((one for one in free if one.envelope.id == envelope), None)
    if found is None:
        raise Refusal(N_("Choose one of the answers shown."), "envelope")
    if budget > found.left:
        raise Refusal(
            N_("Of %(code)s only %(left)s are free: other votes hold the rest."),
            "budget",
            code=found.envelope.code,
            left=desk.country.money(max(found.left, 0)),
        )


def check_still_there(desk: Desk, vote: Vote) -> None:
    """Raise Refusal where the money of a prepared vote was withdrawn or became less since."""
    if vote.envelope is None:
        return
    known = {one.id: one for one in envelopes(desk.session, desk.place, desk.country.currency)}
    envelope = known.get(vote.envelope)
    held = held_by_votes(desk.session, desk.place, vote.envelope, str(vote.id))
    if envelope is None or envelope.amount - held < vote.budget:
        raise Refusal(
            N_(
                "The money of this vote was withdrawn, or became less. Declare the vote void and "
                "prepare it anew."
            )
        )
