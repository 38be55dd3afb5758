"""A meeting takes other projects than those that the count chose; the count stays as it is."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import Field
from sqlmodel import Session, col, delete

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.rules import check_hands, outcome
from ubudehe.language.fields import Count, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.promises.actions import make_promises
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.overriding import Amiss, Unfit, unfit
from ubudehe.projects.rules.states import ProposalState, VoteState
from ubudehe.projects.voting.annulling.actions import HANDS, check_unbound
from ubudehe.projects.voting.binding import most_to_take
from ubudehe.projects.voting.elections import terms_of
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.projects.voting.votes import VoteRef, how_far, options_of, vote_in
from ubudehe.record.append import Event


def _decided(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how far a vote has come, and when a meeting last decided otherwise than its count."""
    state = how_far(session, place, ids)
    if state is None:
        return None
    found = session.get_one(Vote, ids["vote"])
    return {**state, "decided": found.decided_at.isoformat() if found.decided_at else ""}


class OverrideForm(VoteRef, Seconded):
    """The projects that a meeting takes, all of them; why, in public; and its hands."""

    chosen: list[UUID] = Field(default_factory=list, max_length=60)
    reason: PublicPassage
    votes_for: Count
    votes_against: Count
    abstained: Count = Field(default=0)


@act(
    "vote.override",
    Right.PROJECTS,
    said=N_("What the meeting took stands beside the count, with its reason."),
    corrected_by=("vote.override", "vote.annul"),
    offline=Offline.STATE,
    second=Second(
        Right.PROJECTS,
        N_("Two people write down what a meeting took. Ask a second person."),
    ),
    state=_decided,
    minutes=VOTES,
    worded=("reason",),
)
def override_vote(desk: Desk, form: OverrideForm) -> Event:
    """Take other projects of a counted vote by the word of a meeting, while none is bound."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Only an open meeting can take other projects. Open a meeting first."))
    meeting = quorate_meeting(desk, meeting_id)
    found = vote_in(desk, form.vote, VoteState.CLOSED)
    check_hands(form.votes_for, form.votes_against, form.abstained, meeting.women + meeting.men)
    if outcome(form.votes_for, form.votes_against) != "accepted":
        raise Refusal(N_("The meeting did not agree, so the result stands."), "votes_for")
    taken = {str(id_) for id_ in form.chosen}
    options = options_of(desk.session, found.id)
    _check_choice(desk, found, options, taken)
    change = 0
    for option in options:
        change += _take(desk, option, wanted=str(option.proposal) in taken)
    found.decided_at, found.decided = desk.now, form.reason
    vote = str(form.vote)
    return Event(
        public={
            "vote": vote,
            "assembly": str(meeting.id),
            "chosen": [str(option.proposal) for option in options if option.is_chosen],
        },
        private={"reason": form.reason, "hands": form.model_dump(mode="json", include=HANDS)},
        subject=vote,
        totals={"projects": change},
    )


def _check_choice(desk: Desk, vote: Vote, options: list[VoteOption], taken: set[str]) -> None:
    now = {str(option.proposal) for option in options if option.is_chosen}
    takes = {str(option.proposal): option.takes for option in options}
    projects = [one._replace(cost=takes[one.id]) for one in terms_of(vote, options).projects]
    fault = unfit(projects, now, taken, most_to_take(desk.session, vote))
    if fault is not None:
        raise Refusal(_UNFIT[fault.amiss], "chosen", over=_over(desk, fault))


def _over(desk: Desk, fault: Unfit) -> str:
    return desk.country.money(fault.over)


_UNFIT = {
    Amiss.NOT_ON_BALLOT: N_("Choose among the projects of this vote."),
    Amiss.NOTHING_NEW: N_("These are the projects that are chosen already."),
    Amiss.TOO_DEAR: N_("These projects cost %(over)s more than there is."),
    Amiss.EXCLUDE: N_("Of these projects two exclude one another: only one of them can be done."),
}


def _take(desk: Desk, option: VoteOption, *, wanted: bool) -> int:
    """Make one project chosen or not; return by how much the number of chosen ones grows."""
    if option.is_chosen == wanted:
        return 0
    proposal = desk.session.get_one(Proposal, option.proposal, with_for_update=True)
    if proposal.state != (ProposalState.NOT_CHOSEN if wanted else ProposalState.CHOSEN):
        raise Refusal(
            N_("«%(project)s» is on another ballot by now, or was decided on otherwise."),
            "chosen",
            project=proposal.title,
        )
    if wanted:
        make_promises(desk, proposal)
    else:
        check_unbound(desk, proposal)
        desk.session.execute(delete(Promise).where(col(Promise.proposal) == proposal.id))
    proposal.state = ProposalState.CHOSEN if wanted else ProposalState.NOT_CHOSEN
    proposal.granted = option.granted if wanted else None
    counted = option.why == "funded"
    option.decided = "" if counted == wanted else "taken" if wanted else "dropped"
    option.decided_at = desk.now
    return 1 if wanted else -1
