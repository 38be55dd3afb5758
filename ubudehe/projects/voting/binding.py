"""A vote bound to an envelope: what other votes leave of its money.

A vote that is prepared or open holds all of its budget; one that is void or annulled, nothing; one
that was counted, what its chosen projects cost: as voted, or as a meeting changed it, and of a
project closed with a report what was spent. What a meeting added to a budget takes of the envelope
only what no vote holds: the rest of it is other money (decision 0141).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk
from ubudehe.projects.envelopes import Envelope, costs_now, envelopes
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.projects.voting.votes import options_of

Held = list[tuple[UUID, int]]
"""What is held of an envelope, and by what: a vote to come, or a project that was chosen."""
_COMING = (VoteState.PREPARED, VoteState.OPEN)


@dataclass(frozen=True)
class Free:
    """An envelope and what votes leave of it; below zero where its giver promised less since."""

    envelope: Envelope
    left: int


def free_envelopes(session: Session, village: str, currency: str) -> tuple[Free, ...]:
    """Return the envelopes of a village with what votes leave of each."""
    now = costs_now(session, village)
    return tuple(
        Free(one, left_of_envelope(one.amount, _holds(session, village, one.id), now))
        for one in envelopes(session, village, currency)
    )


def budgets_of_votes(session: Session, village: str) -> int:
    """Return what the votes of a village that are prepared or open are about, all together."""
    rows = session.exec(
        select(Vote.budget).where(Vote.village == village, col(Vote.state).in_(_COMING))
    )
    return sum(rows)


def _holds(session: Session, village: str, envelope: UUID) -> Held:
    """Return what the votes bound to an envelope hold: each project's part, or a whole budget."""
    rows = session.exec(select(Vote).where(Vote.village == village, Vote.envelope == envelope))
    held: Held = []
    for vote in rows:
        if vote.state in _COMING:
            held.append((vote.id, vote.budget))
        elif vote.state == VoteState.CLOSED:
            chosen = (one for one in options_of(session, vote.id) if one.is_chosen)
            held += [(one.proposal, one.takes) for one in chosen]
    return held


def left_of_envelope(amount: int, held: Held, now: Mapping[UUID, int]) -> int:
    """Return what is left of an envelope; below zero where votes alone hold more than it is."""
    left = amount - sum(min(takes, now.get(id_, takes)) for id_, takes in held)
    added = sum(max(now.get(id_, takes) - takes, 0) for id_, takes in held)
    return max(left - added, min(left, 0))


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
    now = costs_now(desk.session, desk.place)
    held = _holds(desk.session, desk.place, vote.envelope)
    voted = sum(min(takes, now.get(id_, takes)) for id_, takes in held)
    if envelope is None or envelope.amount < voted:
        raise Refusal(
            N_(
                "The money of this vote was withdrawn, or became less. Declare the vote void and "
                "prepare it anew."
            )
        )
