"""A meeting annuls a vote that was counted: nobody is chosen by it any more, the page stays."""

from pydantic import Field
from sqlmodel import Session, col, delete, select, update

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.rules import check_hands, outcome
from ubudehe.language.fields import Count, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.bound import what_binds
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.states import AnnulState, ProposalState, VoteState
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.tables import AnnulRequest, Vote, VoteOption
from ubudehe.projects.voting.votes import VoteRef, how_far, options_of, vote_in
from ubudehe.record.append import Event

HANDS = {"votes_for", "votes_against", "abstained"}


class AnnulForm(VoteRef, Seconded):
    """Why a vote is annulled, in public, and the hands by which a meeting does it."""

    reason: PublicPassage
    votes_for: Count
    votes_against: Count
    abstained: Count = Field(default=0)


@act(
    "vote.annul",
    Right.PROJECTS,
    said=N_("The vote is annulled and its page says so. Its proposals can be voted on anew."),
    corrected_by=("vote.prepare",),
    offline=Offline.STATE,
    second=Second(
        Right.PROJECTS,
        N_("Two people annul a vote. Ask a second person, such as the chairperson."),
    ),
    state=how_far,
    minutes=VOTES,
    worded=("reason",),
)
def annul_vote(desk: Desk, form: AnnulForm) -> Event:
    """Annul a counted vote by the word of a meeting, while nothing rests on what it chose."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Only an open meeting can annul a vote. Open a meeting first."))
    meeting = quorate_meeting(desk, meeting_id)
    found = vote_in(desk, form.vote, VoteState.CLOSED)
    check_hands(form.votes_for, form.votes_against, form.abstained, meeting.women + meeting.men)
    if outcome(form.votes_for, form.votes_against) != "accepted":
        raise Refusal(
            N_("The meeting did not agree to annul the vote, so its result stands."), "votes_for"
        )
    winners = annul_now(desk, found, form.reason)
    vote = str(form.vote)
    return Event(
        public={"vote": vote, "assembly": str(meeting.id)},
        private={"reason": form.reason, "hands": form.model_dump(mode="json", include=HANDS)},
        subject=vote,
        totals={"votes": -1, "projects": -winners},
    )


def annul_now(desk: Desk, vote: Vote, reason: str) -> int:
    """Annul a counted vote; return how many projects it had chosen.

    What was asked of the sector about it, and not answered, is done with.
    """
    winners = _free(desk, vote)
    vote.state, vote.annulled_at, vote.annulled = VoteState.ANNULLED, desk.now, reason
    waits = update(AnnulRequest).where(
        col(AnnulRequest.vote) == vote.id, col(AnnulRequest.state) == AnnulState.ASKED
    )
    desk.session.execute(waits.values(state=AnnulState.MOOT))
    return winners


def _free(desk: Desk, vote: Vote) -> int:
    """Make the projects of a vote free proposals again; return how many were chosen."""
    session, chosen = desk.session, 0
    for option in options_of(session, vote.id):
        proposal = session.get_one(Proposal, option.proposal, with_for_update=True)
        if proposal.state == ProposalState.CHOSEN and option.is_chosen:
            check_unbound(desk, proposal)
            session.execute(delete(Promise).where(col(Promise.proposal) == proposal.id))
            proposal.state, proposal.granted = ProposalState.PROPOSED, None
            chosen += 1
        elif proposal.state == ProposalState.NOT_CHOSEN and not _lost_elsewhere(session, option):
            proposal.state = ProposalState.PROPOSED
    return chosen


def check_unbound(desk: Desk, proposal: Proposal) -> None:
    """Raise Refusal where something rests on a chosen project, so that it must stay chosen."""
    came = select(Promise.id).where(Promise.proposal == proposal.id, Promise.kept > 0)
    if desk.session.exec(came).first() is not None:
        raise Refusal(
            N_(
                "Something promised for «%(project)s» has come already. If it was given back, "
                "write down that nothing came; else close the project with a report."
            ),
            project=proposal.title,
        )
    if said := what_binds(desk.session, proposal.id, desk.today):
        raise Refusal(said, project=proposal.title)


def _lost_elsewhere(session: Session, option: VoteOption) -> bool:
    """Tell whether another vote, which stands, did not choose the same proposal."""
    other = (
        select(Vote.id)
        .join(VoteOption, col(VoteOption.vote) == Vote.id)
        .where(
            VoteOption.proposal == option.proposal,
            Vote.id != option.vote,
            Vote.state == VoteState.CLOSED,
        )
    )
    return session.exec(other).first() is not None
