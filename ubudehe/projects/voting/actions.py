"""Preparing a vote, opening it, casting ballots, closing it."""

from collections import Counter
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, delete, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.language.codes import read_code
from ubudehe.language.fields import Amount, Count
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.cards import ballot_place, draw_lot, is_card
from ubudehe.projects.rules.greedy import Option, Tally, greedy_votes
from ubudehe.projects.voting.tables import Ballot, BallotPattern, Vote, VoteOption
from ubudehe.record.append import Event, total

RULE = "greedy_votes/1"
_VOTERS = {"households": "households", "adults": "people"}
"""The running sum that no number of cards may exceed."""
SMALLEST_SHOWN = 5
"""Votes below this are not published; the order of projects still lets anyone recount."""


class VoteForm(BaseModel):
    """A vote to come."""

    proposals: list[UUID] = Field(min_length=2, max_length=20)
    budget: Amount
    method: Literal["cards", "hands"]
    electorate: Literal["households", "adults"]
    cards: int = Field(default=0, ge=0, le=2000)


class HandsForm(BaseModel):
    """Hands counted, in the order of the ballot; empty for a vote by cards."""

    hands: list[Count] = Field(default_factory=list, max_length=20)


@act("vote.prepare", Right.PROJECTS)
def prepare_vote(desk: Desk, form: VoteForm) -> Event:
    """Prepare a vote at an open meeting with quorum; the lot is drawn here, before any count."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Open a meeting first: a vote belongs to a meeting."))
    meeting = quorate_meeting(desk, meeting_id)
    if form.method == "cards" and form.cards < 1:
        raise Refusal(N_("How many cards are needed? One for each voter."), "cards")
    most = total(desk.session, desk.place, _VOTERS[form.electorate])
    if form.method == "cards" and form.cards > most:
        raise Refusal(N_("At most %(most)s cards: one for each voter."), "cards", most=most)
    proposals = [_free_proposal(desk, id_) for id_ in dict.fromkeys(form.proposals)]
    vote = Vote(
        id=desk.act_id,
        village=desk.place,
        assembly=meeting.id,
        budget=form.budget,
        method=form.method,
        electorate=form.electorate,
        people=meeting.women + meeting.men,
        cards=form.cards if form.method == "cards" else 0,
        card_key=desk.entropy(32) if form.method == "cards" else None,
        prepared_at=desk.now,
    )
    desk.session.add(vote)
    desk.session.flush()
    positions = draw_lot(len(proposals), desk.entropy)
    lots = draw_lot(len(proposals), desk.entropy)
    ordered: list[tuple[int, int, UUID]] = []
    for proposal, position, lot in zip(proposals, positions, lots, strict=True):
        proposal.state = "on_ballot"
        ordered.append((position, lot, proposal.id))
        desk.session.add(
            VoteOption(
                vote=vote.id, proposal=proposal.id, position=position, lot=lot, cost=proposal.cost
            )
        )
    ordered.sort()
    return Event(
        public={
            "assembly": str(meeting.id),
            "budget": form.budget,
            "currency": desk.country.currency,
            "method": form.method,
            "electorate": form.electorate,
            "rule": RULE,
            "proposals": [str(id_) for _, _, id_ in ordered],
            "lot": [lot for _, lot, _ in ordered],
        },
        private={"cards": vote.cards},
        subject=str(vote.id),
    )


@act("vote.open", Right.PROJECTS)
def open_vote(desk: Desk, _form: BaseModel, vote: UUID) -> Event:
    """Open a prepared vote; from now on nothing about it can change."""
    found = _vote(desk, vote, "prepared")
    found.state = "open"
    return Event(public={"vote": str(vote)}, subject=str(vote))


@act("vote.close", Right.PROJECTS)
def close_vote(desk: Desk, form: HandsForm, vote: UUID) -> Event:
    """Close and count: winners become projects, the box is emptied, its key destroyed."""
    found = _vote(desk, vote, "open")
    options = options_of(desk.session, vote)
    if found.method == "hands":
        _take_hands(found, options, form.hands)
    else:
        _take_ballots(desk.session, found, options)
    tally = greedy_votes(
        [Option(str(o.proposal), o.cost, o.votes, o.lot) for o in options], found.budget
    )
    _write_result(desk, found, options, tally)
    return _result_event(found, options, tally)


def cast_ballot(session: Session, code_text: str, choices: list[str]) -> None:
    """Put a ballot into the box, or replace the one of the same card; Refusal for a wrong code.

    Nothing enters the record: a time or an order would help to tell who voted how.
    """
    vote, code = find_card(session, code_text)
    session.refresh(vote, with_for_update=True)  # nothing falls into a box that is being emptied
    if vote.state != "open":
        raise Refusal(N_("There is no open vote for this card."), "code")
    known = {str(option.proposal) for option in options_of(session, vote.id)}
    if not set(choices) <= known:
        raise Refusal(N_("Choose among the projects of this vote."), "choices")
    place = ballot_place(vote.card_key or b"", code)
    ballot = session.get(Ballot, (vote.id, place), with_for_update=True)
    if ballot is None:
        session.add(Ballot(vote=vote.id, place=place, choices=sorted(set(choices))))
    else:
        ballot.choices = sorted(set(choices))


def find_card(session: Session, code_text: str) -> tuple[Vote, str]:
    """Return the open vote to which the card belongs, and the code as it is printed."""
    code = read_code(code_text)
    if code is None:
        raise Refusal(
            N_("This code is not complete or has a typing error. Look at the card."), "code"
        )
    votes = session.exec(select(Vote).where(Vote.state == "open", Vote.method == "cards"))
    for vote in votes:
        if vote.card_key and is_card(vote.card_key, vote.cards, code):
            return vote, code
    raise Refusal(N_("There is no open vote for this card."), "code")


def options_of(session: Session, vote: UUID) -> list[VoteOption]:
    """Return the projects of a vote in the order of the ballot."""
    query = select(VoteOption).where(VoteOption.vote == vote)
    return list(session.exec(query.order_by(col(VoteOption.position))).all())


def _take_hands(vote: Vote, options: list[VoteOption], hands: list[int]) -> None:
    if len(hands) != len(options):
        raise Refusal(N_("Count the hands for every project; write 0 where there are none."))
    if any(count > vote.people for count in hands):
        raise Refusal(
            N_("Only %(people)s people are at the meeting. Count again."), people=vote.people
        )
    for option, count in zip(options, hands, strict=True):
        option.votes = count
    vote.counted = vote.people


def _take_ballots(session: Session, vote: Vote, options: list[VoteOption]) -> None:
    position = {str(option.proposal): option.position for option in options}
    ballots = session.exec(select(Ballot.choices).where(Ballot.vote == vote.id)).all()
    patterns = Counter(
        ",".join(str(place) for place in sorted(position[choice] for choice in choices))
        for choices in ballots
    )
    marks = Counter(choice for choices in ballots for choice in choices)
    for option in options:
        option.votes = marks[str(option.proposal)]
    for pattern, count in sorted(patterns.items()):
        session.add(BallotPattern(vote=vote.id, pattern=pattern, count=count))
    session.exec(delete(Ballot).where(col(Ballot.vote) == vote.id))
    vote.counted, vote.blank, vote.card_key = len(ballots), patterns[""], None


def _write_result(desk: Desk, vote: Vote, options: list[VoteOption], tally: Tally) -> None:
    vote.state, vote.closed_at, vote.left = "closed", desk.now, tally.left
    by_id = {str(option.proposal): option for option in options}
    for place, round_ in enumerate(tally.rounds, start=1):
        option = by_id[round_.id]
        option.place, option.why, option.before = place, round_.why.value, round_.left
        proposal = desk.session.get_one(Proposal, option.proposal)
        proposal.state = "chosen" if round_.id in tally.winners else "not_chosen"


def _result_event(vote: Vote, options: list[VoteOption], tally: Tally) -> Event:
    votes = {str(option.proposal): option.votes for option in options}
    shown = {id_: n for id_, n in votes.items() if n == 0 or n >= SMALLEST_SHOWN}
    return Event(
        public={
            "vote": str(vote.id),
            "rule": RULE,
            "order": [round_.id for round_ in tally.rounds],
            "winners": list(tally.winners),
            "rounds": [
                {"p": r.id, "cost": r.cost, "left": r.left, "why": r.why.value}
                for r in tally.rounds
            ],
            "shown": shown,
        },
        private={"votes": votes, "counted": vote.counted, "blank": vote.blank},
        subject=str(vote.id),
        totals={"votes": 1, "projects": len(tally.winners)},
    )


def _free_proposal(desk: Desk, proposal: UUID) -> Proposal:
    found = desk.session.get(Proposal, proposal)
    if found is None or found.village != desk.place:
        raise Refusal(N_("Choose among the proposals of this village."), "proposals")
    if found.state not in ("proposed", "not_chosen"):
        raise Refusal(N_("One of these is already chosen or on another ballot."), "proposals")
    return found


def _vote(desk: Desk, vote: UUID, state: str) -> Vote:
    found = desk.session.get(Vote, vote, with_for_update=True)
    if found is None or found.village != desk.place:
        raise NotFound(N_("There is no such vote in this village."))
    if found.state != state:
        raise Refusal(N_("This vote is not at that step any more. Open it again."))
    return found
