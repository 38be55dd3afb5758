"""Closing a vote and counting it, in one act."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from ubudehe.assemblies.tables import Assembly
from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.promises.actions import make_promises
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import Outcome, left_with_nothing
from ubudehe.projects.rules.states import ProposalState, VoteState
from ubudehe.projects.rules.tallying import fits, tally
from ubudehe.projects.rules.turnout import Door, Turnout
from ubudehe.projects.voting.binding import missing_of, take_what_is_left
from ubudehe.projects.voting.cards.queries import cards_now
from ubudehe.projects.voting.closing.counting import Cast, all_cast, kept_patterns
from ubudehe.projects.voting.closing.destroying import destroy_key
from ubudehe.projects.voting.differing import all_told
from ubudehe.projects.voting.elections import Terms, election_of, not_fitting, terms_of
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.queries import signed_in
from ubudehe.projects.voting.tables import (
    Ballot,
    PaperBallot,
    PaperTyping,
    SignedVoters,
    TellerCount,
    Vote,
    VoteOption,
)
from ubudehe.projects.voting.votes import (
    BY_TELLERS,
    BY_TWO,
    VoteRef,
    how_far,
    options_of,
    vote_in,
)
from ubudehe.record.append import Event


def _all_in(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return what has come in for the count, and what is gone of the money."""
    state = how_far(session, place, ids)
    if state is None:
        return None
    told = session.exec(select(TellerCount).where(TellerCount.vote == ids["vote"])).all()
    piles = session.exec(
        select(func.count()).where(
            PaperTyping.vote == ids["vote"], col(PaperTyping.finished).is_(True)
        )
    ).one()
    counts = {f"count {one.turn}": one.counts for one in told}
    missing = missing_of(session, session.get_one(Vote, ids["vote"]))
    gone = {"gone": missing.gone if missing else 0}
    return {**state, **gone, **cards_now(session, ids), "piles": piles, **counts}


COMPARED = (
    "greedy_votes",
    "mes_cost_inc1pct_util",
    "greedy_votes_per_cost",
    "phragmen",
    "borda",
    "schulze",
    "copeland",
)
"""The rules whose outcomes are shown beside the one that was chosen, where they fit the ballots."""


class CloseForm(VoteRef, Seconded):
    """The numbers of the turnout that people counted, and why they differ if they do.

    `signed_in` were counted at the door, and `women` and `men` among them if anybody did.
    """

    signed_in: int = Field(ge=0, le=99_999)
    women: int | None = Field(default=None, ge=0, le=99_999)
    men: int | None = Field(default=None, ge=0, le=99_999)
    handed_out: int = Field(default=0, ge=0, le=99_999)
    cards_left: int | None = Field(default=None, ge=0, le=99_999)
    """Cards that nobody was given and that are not void, counted."""
    reason: PublicPassage | None = None
    with_left: bool = False
    """Whether it is counted with what is left of its money: see `binding.py`."""


@act(
    "vote.close",
    Right.PROJECTS,
    said=N_("The vote is closed and counted. Read the result aloud and hang up the poster."),
    corrected_by=("vote.annul",),
    offline=Offline.STATE,
    second=BY_TWO,
    state=_all_in,
    minutes=VOTES,
    worded=("reason",),
)
def close_vote(desk: Desk, form: CloseForm) -> Event:
    """Close and count: winners become projects, the box is emptied, its key destroyed."""
    found = vote_in(desk, form.vote, VoteState.OPEN)
    options = options_of(desk.session, form.vote)
    cast = all_cast(desk.session, desk.keyring, found, options)
    take_what_is_left(desk, found, agreed=form.with_left)
    turnout = _turnout(desk.session, found, form, cast)
    door = _at_the_door(desk.session, found, form)
    terms = terms_of(found, options)
    _explain(terms, turnout, door, form, cast)
    election = election_of(terms, cast.patterns, cast.totals or {}, turnout.counted)
    outcome = tally(found.rule, election)
    _keep_result(found, options, election, outcome)
    _settle_proposals(desk, options, outcome)
    patterns = kept_patterns(found, cast)
    desk.session.add_all(patterns)
    _empty_the_box(desk.session, form.vote)
    desk.once_kept.append(destroy_key(desk.keyring.vault, found.id))
    found.state, found.closed_at, found.salt = VoteState.CLOSED, desk.now, None
    found.signed_in, found.handed_out, found.door = turnout.signed_in, turnout.handed_out, door
    found.counted, found.spoiled, found.blank = turnout.counted, turnout.spoiled, turnout.blank
    found.reason, found.origins = form.reason or "", _origins(found, turnout, cast)
    return Event(
        public={
            "vote": str(form.vote),
            "rule": found.rule,
            # In the order of the ballot: that of the count would tell of small numbers of votes.
            "winners": [p.id for p in election.projects if p.id in outcome.winners],
            "left": outcome.left,
            "quorum": turnout.counted >= election.quorum,
            **_in_part(outcome),
            **({"gone": found.gone} if found.gone else {}),
        },
        private={
            "votes": {str(option.proposal): option.votes for option in options},
            "turnout": vars(turnout),
            "door": door,
            "origins": found.origins,
            "reason": found.reason,
            "ballots": {one.pattern: one.count for one in patterns},
        },
        subject=str(form.vote),
        totals={"votes": 1, "projects": len(outcome.winners)},
    )


def _origins(vote: Vote, turnout: Turnout, cast: Cast) -> dict[str, int]:
    """Return how many of the counted ballots came in which way."""
    return {vote.method: turnout.counted} if vote.method in BY_TELLERS else cast.origins


def _in_part(outcome: Outcome) -> dict[str, object]:
    """Return what the record says of a project that is funded in part."""
    return {"in_part": one.id, "granted": one.part} if (one := outcome.in_part) else {}


def _turnout(session: Session, vote: Vote, form: CloseForm, cast: Cast) -> Turnout:
    """Return the turnout; who signed in is what the roll says, whatever was counted besides."""
    if vote.method == "hands":
        return Turnout(vote.people, vote.people, vote.people, 0, cast.blank)
    came = signed_in(session, vote.id)
    if vote.method == "beans" and cast.totals is not None:
        return Turnout(came, form.handed_out, form.handed_out, 0, 0)
    return Turnout(came, form.handed_out, len(cast.valid), cast.spoiled, cast.blank)


def _at_the_door(session: Session, vote: Vote, form: CloseForm) -> dict[str, int | None] | None:
    if vote.method == "hands":
        return None
    meeting = session.get_one(Assembly, vote.assembly)
    people = Door(form.signed_in, form.women, form.men, meeting.women, meeting.men)
    if not people.fits:
        raise Refusal(
            N_("%(women)s women and %(men)s men are not %(came)s voters. Count again."),
            "women",
            women=form.women or 0,
            men=form.men or 0,
            came=form.signed_in,
        )
    if vote.method != "cards":
        return vars(people)
    if form.cards_left is None:
        raise Refusal(
            N_("How many cards are left over? Count those that nobody was given."), "cards_left"
        )
    good = vote.cards - vote.void_cards
    return vars(replace(people, cards=good, cards_left=form.cards_left))


def _explain(
    terms: Terms,
    turnout: Turnout,
    door: dict[str, int | None] | None,
    form: CloseForm,
    cast: Cast,
) -> None:
    """Raise Refusal, with the numbers, where some do not fit together and nobody said why."""
    differing = not_fitting(terms, turnout, door, sum((cast.totals or {}).values()))
    if differing and form.reason is None:
        raise Refusal(
            N_(
                "These numbers do not fit together: %(what)s Count again, or write down why: "
                "everybody will read it."
            ),
            "reason",
            what=all_told(differing),
        )


def _keep_result(
    vote: Vote, options: list[VoteOption], election: Election, outcome: Outcome
) -> None:
    by_id = {str(option.proposal): option for option in options}
    for place, round_ in enumerate(outcome.rounds, start=1):
        option = by_id[round_.id]
        option.place, option.why, option.before = place, round_.why.value, round_.left
        option.votes, option.phase = round_.score, round_.phase
        option.measure = None if round_.measure is None else str(round_.measure)
        option.held = None if round_.held is None else str(round_.held)
        option.excluded_by = UUID(round_.by) if round_.by else None
        option.granted = round_.part or None
    vote.left = outcome.left
    vote.left_out = left_with_nothing(election, outcome.winners)
    vote.others = {
        rule: _compared(rule, election)
        for rule in COMPARED
        if rule != vote.rule and fits(rule, election.kind)
    }


def _compared(rule: str, election: Election) -> dict[str, object]:
    winners = tally(rule, election).winners
    return {"winners": list(winners), "left_out": left_with_nothing(election, winners)}


def _settle_proposals(desk: Desk, options: list[VoteOption], outcome: Outcome) -> None:
    for option in options:
        proposal = desk.session.get_one(Proposal, option.proposal)
        chosen = str(option.proposal) in outcome.winners
        proposal.state = ProposalState.CHOSEN if chosen else ProposalState.NOT_CHOSEN
        proposal.granted = option.granted
        if chosen:
            make_promises(desk, proposal)


def _empty_the_box(session: Session, vote: UUID) -> None:
    """Destroy the ballots, and who came: the count and its commitments are all that is needed."""
    for table in (Ballot, PaperBallot, TellerCount, SignedVoters):
        session.execute(delete(table).where(col(table.vote) == vote))
