"""Finding a vote and what is on its ballot."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Second
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.ballot_text import BallotSheet
from ubudehe.projects.rules.election import KNAPSACK, Kind, counted_as
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.keys import BoxKey
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.storage.prepared import given
from ubudehe.storage.reading import of_village, pick
from ubudehe.storage.vault import Keyring

ON_CARDS = ("cards", "mixed")
ON_PAPER = ("paper", "mixed")
BY_TELLERS = ("hands", "beans")
COUNTED = (VoteState.CLOSED, VoteState.ANNULLED)
"""States of a vote whose ballots were counted: its result is published, also once annulled."""

_OPTIONS = (
    select(VoteOption).where(VoteOption.vote == given("vote")).order_by(col(VoteOption.position))
)


class VoteRef(Seen):
    """A vote as it was seen."""

    vote: UUID


class PileRef(BaseModel):
    """A pile of papers of a vote."""

    vote: UUID
    pile: int = Field(ge=1, le=9999)


BY_TWO = Second(
    Right.PROJECTS,
    N_("Two people close a vote or declare it void. Ask a second person, such as the chairperson."),
)


def how_far(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how far a vote has come."""
    found = session.get(Vote, ids["vote"])
    return {"state": found.state} if found is not None and found.village == place else None


def vote_of(session: Session, village: str, vote: UUID) -> Vote:
    """Return a vote of a village; NotFound where there is none."""
    found = of_village(session, Vote, vote, village)
    if found is None:
        raise NotFound(N_("There is no such vote in this village."))
    return found


def vote_in(desk: Desk, vote: UUID, *states: VoteState) -> Vote:
    """Return a vote of the desk's village that is in one of `states`, held until the act ends."""
    found = of_village(desk.session, Vote, vote, desk.place, lock=True)
    if found is None:
        raise NotFound(N_("There is no such vote in this village."))
    if found.state not in states:
        raise Refusal(N_("This vote is not at that step any more. Open it again."))
    return found


def options_of(session: Session, vote: UUID) -> list[VoteOption]:
    """Return the projects of a vote in the order of the ballot."""
    return list(session.exec(_OPTIONS, params={"vote": vote}).all())


def kind_of(vote: Vote) -> Kind:
    """Return what is counted: ballots of some kind, or only totals."""
    totals = vote.method in BY_TELLERS and vote.kind != Kind.YES_NO
    return Kind.TOTALS if totals else counted_as(vote.kind)


def answers_of(option: VoteOption) -> tuple[str, str, str]:
    """Return as what tellers count yes, no and abstentions on one project alone."""
    return str(option.proposal), "no", "abstain"


def sheet_of(session: Session, vote: Vote) -> BallotSheet:
    """Return what a ballot of a vote may hold."""
    rows = session.execute(
        pick(VoteOption.cost).where(VoteOption.vote == vote.id).order_by(col(VoteOption.position))
    )
    spend = vote.budget + vote.gone if vote.kind == KNAPSACK else 0
    return BallotSheet(
        counted_as(vote.kind), tuple(rows.scalars()), vote.marks, spend, numbered=vote.numbered
    )


def key_made(desk: Desk, vote: UUID) -> None:
    """Make the half of the key of a vote's box that is destroyed when the vote is over.

    Who sends the same act again after a failure finds the same key.
    """
    if desk.keyring.vault is None:
        raise Refusal(_NO_KEY)
    desk.keyring.vault.kept(str(vote), lambda: desk.entropy(32))


_NO_KEY = N_(
    "The key of this vote is not on this server, so its box stays shut: nothing can be put in, "
    "read or counted. Ask who keeps the server to bring it back; else declare the vote void and "
    "hold it again."
)


def key_of(vote: Vote, keyring: Keyring) -> BoxKey:
    """Return the key of a vote that is not closed; Refusal where it is not on this server."""
    if vote.state not in (VoteState.PREPARED, VoteState.OPEN):
        raise Refusal(N_("This vote is not at that step any more. Open it again."))
    salt = keyring.vault.read(str(vote.id)) if keyring.vault else None
    # Votes that an older version prepared have it in their row until the server starts anew.
    salt = salt or vote.salt
    if salt is None:
        raise Refusal(_NO_KEY)
    return BoxKey(keyring.secret, salt)
