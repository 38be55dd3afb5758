"""What people do before a vote: prepare it, open it; or declare it void, with a reason."""

from collections import Counter
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import col, delete

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.fields import AmountOrNothing, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.names import fold_accents
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.ballot_text import LETTERS
from ubudehe.projects.rules.election import KNAPSACK, Kind, can_be_reached
from ubudehe.projects.rules.knapsack import most_that_fit
from ubudehe.projects.rules.lots import draw_lot
from ubudehe.projects.rules.part_funding import NOT_WITH
from ubudehe.projects.rules.states import ProposalState, VoteState
from ubudehe.projects.rules.symbols import SYMBOLS
from ubudehe.projects.rules.tallying import fits
from ubudehe.projects.voting.binding import check_free, check_still_there
from ubudehe.projects.voting.cards.laying import lay_out
from ubudehe.projects.voting.closing.destroying import destroy_key
from ubudehe.projects.voting.elections import OF_PEOPLE
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.roll.queries import electors_in
from ubudehe.projects.voting.tables import (
    Ballot,
    CardBatch,
    PaperBallot,
    SignedVoters,
    TellerCount,
    Vote,
    VoteOption,
)
from ubudehe.projects.voting.votes import (
    BY_TELLERS,
    BY_TWO,
    ON_CARDS,
    VoteRef,
    how_far,
    key_made,
    kind_of,
    options_of,
    vote_in,
)
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

MOST_OPTIONS = 60
MOST_SHARE = 50
"""Percent of the voters who can be asked to want one of several projects."""


class VoteForm(BaseModel):
    """A vote to come."""

    proposals: list[UUID] = Field(min_length=1, max_length=MOST_OPTIONS)
    """One alone is voted on with yes and no, whatever `kind` and `rule` say."""
    budget: AmountOrNothing
    electorate: Literal["households", "adults"]
    method: Literal["cards", "paper", "mixed", "hands", "beans"]
    cards: int = Field(default=0, ge=0, le=2000)
    kind: Literal["approval", "points", "ranking", "knapsack"] = "approval"
    marks: int = Field(default=5, ge=1, le=20)
    rule: Literal[
        "greedy_votes",
        "mes_cost_inc1pct_util",
        "greedy_votes_per_cost",
        "phragmen",
        "borda",
        "schulze",
        "copeland",
    ] = "greedy_votes"
    threshold: int = Field(default=0, ge=0, le=100)
    quorum: int = Field(default=0, ge=0, le=100)
    group: dict[str, Literal["1", "2", "3"]] = Field(default_factory=dict, max_length=MOST_OPTIONS)
    """Proposals that exclude one another bear the same number."""
    part: bool = False
    """Whether the first project that no longer fits may be funded in part."""
    envelope: UUID | None = None
    """The money that the vote is about, if it is bound to some: see `binding.py`."""


class ReasonForm(VoteRef, Seconded):
    """Why, in public."""

    reason: PublicPassage


def voting_meeting(desk: Desk) -> Assembly:
    """Return the open meeting with quorum; Refusal where there is none."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Open a meeting first: a vote belongs to a meeting."))
    return quorate_meeting(desk, meeting_id)


@act(
    "vote.prepare",
    Right.PROJECTS,
    said=N_("The vote is prepared. Print the cards or ballots, then open it at the meeting."),
    corrected_by=("vote.void",),
    offline=Offline.SECRET,
    minutes=VOTES,
)
def prepare_vote(desk: Desk, form: VoteForm) -> Event:
    """Prepare a vote at an open meeting with quorum; the lot is drawn here, before any count."""
    meeting = voting_meeting(desk)
    proposals = [_free_proposal(desk, id_) for id_ in dict.fromkeys(form.proposals)]
    _check_told_apart(proposals)
    _check_pictured(proposals)
    vote = _vote(desk, form, meeting, proposals)
    if form.envelope is not None:
        check_free(desk, form.envelope, vote.budget)
    _check_groups(form)
    desk.session.add(vote)
    desk.session.flush()
    if vote.method not in BY_TELLERS:
        key_made(desk, vote.id)
    if vote.cards:
        desk.session.add(CardBatch(id=vote.id, vote=vote.id, batch=1, first=1, cards=vote.cards))
        lay_out(desk, vote)
    ordered = _draw_ballot(desk, vote, form, proposals)
    return Event(
        public={
            "assembly": str(meeting.id),
            "budget": vote.budget,
            "currency": desk.country.currency,
            "method": vote.method,
            "kind": vote.kind,
            "marks": vote.marks,
            "electorate": vote.electorate,
            "rule": vote.rule,
            "threshold": vote.threshold,
            "proposals": [str(option.proposal) for option in ordered],
            "costs": [option.cost for option in ordered],
            "lot": [option.lot for option in ordered],
            "groups": [option.grp for option in ordered],
            "share": vote.share,
            "quorum": vote.quorum,
            "envelope": str(vote.envelope) if vote.envelope else None,
            "returned": [str(option.proposal) for option in ordered if option.returned],
            "part": vote.part,
            "numbered": vote.numbered,
            "least": [option.least for option in ordered],
        },
        private={"cards": vote.cards, "electors": vote.electors},
        subject=str(vote.id),
    )


@act(
    "vote.open",
    Right.PROJECTS,
    said=N_("The vote is open. When everybody has voted, close and count it."),
    corrected_by=("vote.void",),
    offline=Offline.STATE,
    state=how_far,
    minutes=VOTES,
)
def open_vote(desk: Desk, form: VoteRef) -> Event:
    """Open a prepared vote; from now on nothing about it can change."""
    found = vote_in(desk, form.vote, VoteState.PREPARED)
    check_still_there(desk, found)
    meeting = quorate_meeting(desk, found.assembly)
    found.state, found.opened_at = VoteState.OPEN, desk.now
    found.people = meeting.women + meeting.men  # some may have come or gone since it was prepared
    vote = str(form.vote)
    return Event(public={"vote": vote}, private={"people": found.people}, subject=vote)


@act(
    "vote.void",
    Right.PROJECTS,
    said=N_("The vote is void and its ballots are destroyed. Its proposals can be voted on anew."),
    corrected_by=("vote.prepare",),
    offline=Offline.STATE,
    second=BY_TWO,
    state=how_far,
    minutes=VOTES,
    worded=("reason",),
)
def declare_void(desk: Desk, form: ReasonForm) -> Event:
    """End a vote that was not counted: its ballots are destroyed, its proposals are free again."""
    found = vote_in(desk, form.vote, VoteState.PREPARED, VoteState.OPEN)
    for option in options_of(desk.session, form.vote):
        desk.session.get_one(Proposal, option.proposal).state = ProposalState.PROPOSED
    for table in (Ballot, PaperBallot, TellerCount, SignedVoters):
        desk.session.execute(delete(table).where(col(table.vote) == form.vote))
    found.state, found.closed_at, found.reason, found.salt = (
        VoteState.VOID,
        desk.now,
        form.reason,
        None,
    )
    desk.once_kept.append(destroy_key(desk.keyring.vault, found.id))
    vote = str(form.vote)
    return Event(public={"vote": vote}, private={"reason": form.reason}, subject=vote)


def _vote(desk: Desk, form: VoteForm, meeting: Assembly, proposals: list[Proposal]) -> Vote:
    electors = electors_in(desk.session, desk.place, form.electorate)
    on_cards = form.method in ON_CARDS
    vote = Vote(
        id=desk.act_id,
        village=desk.place,
        assembly=meeting.id,
        budget=form.budget,
        method=form.method,
        kind=form.kind,
        marks=form.marks,
        electorate=form.electorate,
        rule=form.rule,
        threshold=form.threshold,
        share=OF_PEOPLE,
        quorum=form.quorum,
        part=form.part,
        numbered=len(proposals) > LETTERS,
        people=meeting.women + meeting.men,
        electors=electors,
        cards=form.cards if on_cards else 0,
        envelope=form.envelope,
        prepared_at=desk.now,
    )
    _check_quorum(vote)
    _settle_kind(vote, [proposal.cost for proposal in proposals])
    _check_budget(vote, proposals)
    if form.method == "beans" and form.threshold:
        raise Refusal(
            N_("Beans in jars do not tell how many people want a project, so no share is asked."),
            "threshold",
        )
    if form.threshold > MOST_SHARE and vote.kind != Kind.YES_NO:
        raise Refusal(
            N_("At most %(most)s percent, where there are several projects."),
            "threshold",
            most=MOST_SHARE,
        )
    if not fits(vote.rule, kind_of(vote)):
        raise Refusal(_MISFIT[kind_of(vote)], "rule")
    _check_part(vote, proposals)
    if on_cards and form.cards < 1:
        raise Refusal(N_("How many cards are needed? One for each voter."), "cards")
    if vote.cards > electors:
        raise Refusal(N_("At most %(most)s cards: one for each voter."), "cards", most=electors)
    return vote


def _check_quorum(vote: Vote) -> None:
    """Raise Refusal where so few may vote that a quorum could never be reached."""
    if not can_be_reached(vote.quorum, vote.electors):
        raise Refusal(
            N_(
                "Fewer than five may vote, and a quorum is at least five ballots: nothing could "
                "ever be chosen. Write 0."
            ),
            "quorum",
        )


def _check_part(vote: Vote, proposals: list[Proposal]) -> None:
    """Raise Refusal where funding in part is declared and could never come about."""
    if not vote.part:
        return
    if vote.rule in NOT_WITH:
        raise Refusal(
            N_("This way of counting does not go down a list, so nothing can be funded in part."),
            "part",
        )
    if not any(proposal.least for proposal in proposals):
        raise Refusal(
            N_(
                "None of these proposals says with how much less money it is of use. Write that "
                "into one of them first."
            ),
            "part",
        )


def _settle_kind(vote: Vote, costs: list[int]) -> None:
    """Write into a vote what its ballots hold, where its method or its projects say that."""
    if len(costs) == 1:
        vote.kind, vote.rule, vote.marks = Kind.YES_NO.value, Kind.YES_NO.value, 1
    elif vote.method in BY_TELLERS and vote.kind == KNAPSACK:
        said = N_(
            "Each voter chooses within the money alone: with cards or on paper, not with hands or "
            "beans."
        )
        raise Refusal(said, "kind")
    elif vote.method == "hands":
        vote.kind, vote.marks = "approval", len(costs)
    elif vote.method == "beans":
        vote.kind = "points"
    elif vote.kind == KNAPSACK:
        vote.marks = most_that_fit(costs, vote.budget)
    elif vote.kind != "points":
        vote.marks = min(vote.marks, len(costs))


def _check_budget(vote: Vote, proposals: list[Proposal]) -> None:
    """Raise Refusal where the money says that projects need not be voted on."""
    dear = [proposal for proposal in proposals if proposal.cost > vote.budget]
    if not vote.budget and dear:
        raise Refusal(N_("Write how much money there is."), "budget")
    if dear and vote.kind in (KNAPSACK, Kind.YES_NO):
        raise Refusal(
            N_("«%(project)s» costs more than there is: nobody could choose it."),
            "proposals",
            project=dear[0].title,
        )


_MISFIT = {
    Kind.TOTALS: N_(
        "Hands and beans give only totals. Equal shares and the like need every single ballot: "
        "choose «most votes first», or let people vote with cards or on paper."
    ),
    Kind.RANKING: N_("This way of counting does not fit ballots that put projects in an order."),
    Kind.POINTS: N_("This way of counting does not fit ballots with points."),
    Kind.APPROVAL: N_("This way of counting needs ballots that put projects in an order."),
}


def _check_told_apart(proposals: list[Proposal]) -> None:
    """Raise Refusal where a voter could take one project for another: by its title or symbol.

    More projects than there are symbols may share one; they are told apart by their numbers.
    """
    titles: dict[str, Proposal] = {}
    symbols: dict[str, Proposal] = {}
    for proposal in proposals:
        same = titles.setdefault(
            " ".join(fold_accents(proposal.title).casefold().split()), proposal
        )
        if same is not proposal:
            raise Refusal(
                N_("Two projects are called «%(title)s». Give one of them another title."),
                "proposals",
                title=proposal.title,
            )
        same = symbols.setdefault(proposal.symbol or str(proposal.id), proposal)
        if same is not proposal and len(proposals) <= len(SYMBOLS):
            raise Refusal(
                N_(
                    "«%(one)s» and «%(other)s» have the same symbol. Give one of them another, "
                    "so that whoever does not read can tell them apart."
                ),
                "proposals",
                one=same.title,
                other=proposal.title,
            )


def _check_pictured(proposals: list[Proposal]) -> None:
    """Raise Refusal where whoever does not read could not know a project: issue 13, low literacy.

    A symbol is a picture, and so is a photo; either is enough.
    """
    bare = [one.title for one in proposals if not (one.symbol or one.photo)]
    if bare:
        raise Refusal(
            N_("Without a picture: «%(projects)s». Give each a symbol or a photo first (below)."),
            "proposals",
            projects="», «".join(bare),
        )


def _check_groups(form: VoteForm) -> None:
    chosen = {str(id_) for id_ in form.proposals}
    members = Counter(group for id_, group in form.group.items() if id_ in chosen)
    if 1 in members.values():
        raise Refusal(
            N_("A project cannot exclude only itself. Give the same number to two or more."),
            "group",
        )


def _draw_ballot(
    desk: Desk, vote: Vote, form: VoteForm, proposals: list[Proposal]
) -> list[VoteOption]:
    positions = draw_lot(len(proposals), desk.entropy)
    lots = draw_lot(len(proposals), desk.entropy)
    options = []
    for proposal, position, lot in zip(proposals, positions, lots, strict=True):
        proposal.state = ProposalState.ON_BALLOT
        option = VoteOption(
            vote=vote.id,
            proposal=proposal.id,
            position=position,
            lot=lot,
            cost=proposal.cost,
            grp=form.group.get(str(proposal.id), ""),
            least=proposal.least if vote.part else 0,
            returned=proposal.checked == "returned",
        )
        options.append(option)
    desk.session.add_all(options)
    return sorted(options, key=lambda option: option.position)


def _free_proposal(desk: Desk, proposal: UUID) -> Proposal:
    found = of_village(desk.session, Proposal, proposal, desk.place)
    if found is None:
        raise Refusal(N_("Choose among the proposals of this village."), "proposals")
    if found.state not in (ProposalState.PROPOSED, ProposalState.NOT_CHOSEN):
        raise Refusal(N_("One of these is already chosen or on another ballot."), "proposals")
    return found
