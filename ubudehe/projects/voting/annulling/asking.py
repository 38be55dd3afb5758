"""Annulling a counted vote without a meeting: two people ask, the sector agrees or refuses.

Until it has, one of the two can take it back.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.acts import Apart, Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.states import AnnulState, VoteState
from ubudehe.projects.voting.annulling.actions import annul_now, check_unbound
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.tables import AnnulRequest, Vote
from ubudehe.projects.voting.votes import VoteRef, options_of, vote_in
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village


class AskForm(VoteRef, Seconded):
    """Why a vote should be annulled, in public."""

    reason: PublicPassage


class AnswerAnnulForm(Seen):
    """The sector's word on it, and why, in public."""

    request: UUID
    outcome: Literal["agreed", "refused"]
    reason: PublicPassage


class AskTakenBack(Seen):
    """Why the sector is not asked any more, in public."""

    request: UUID
    reason: PublicPassage


def _asked(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how far a vote has come, and whether it is asked for already."""
    vote = of_village(session, Vote, ids["vote"], place)
    if vote is None:
        return None
    return {"state": vote.state, "asked": str(open_request(session, vote.id) or "")}


def _answered(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = of_village(session, AnnulRequest, ids["request"], place)
    return None if found is None else {"state": found.state}


def _askers(desk: Desk, form: AnswerAnnulForm) -> Collection[UUID | None]:
    found = of_village(desk.session, AnnulRequest, form.request, desk.place)
    return () if found is None else (found.asked_by, found.second_by)


@act(
    "vote.ask_annul",
    Right.PROJECTS,
    said=N_("The sector is asked to agree. Until it has answered, the result stands."),
    corrected_by=("vote.unask_annul", "vote.answer_annul", "vote.annul"),
    offline=Offline.STATE,
    agree=("vote.answer_annul",),
    second=Second(
        Right.PROJECTS,
        N_("Two people ask that a vote be annulled. Ask a second person, such as the chairperson."),
    ),
    state=_asked,
    minutes=VOTES,
    worded=("reason",),
)
def ask_to_annul(desk: Desk, form: AskForm) -> Event:
    """Ask the sector to agree that a counted vote is annulled, while nothing rests on it."""
    found = vote_in(desk, form.vote, VoteState.CLOSED)
    if open_request(desk.session, found.id) is not None:
        raise Refusal(N_("The sector is asked already. Wait for its answer."))
    for option in options_of(desk.session, found.id):
        if option.is_chosen:
            check_unbound(desk, desk.session.get_one(Proposal, option.proposal))
    due = desk.today + timedelta(days=desk.country.annul_days)
    desk.session.add(
        AnnulRequest(
            id=desk.act_id,
            village=desk.place,
            vote=found.id,
            reason=form.reason,
            asked_at=desk.now,
            due=due,
            asked_by=desk.person.account,
            second_by=form.second or desk.person.account,
        )
    )
    vote = str(form.vote)
    return Event(
        public={"vote": vote, "due": due.isoformat()},
        private={"reason": form.reason},
        subject=vote,
    )


@act(
    "vote.answer_annul",
    Right.CHECK_PROPOSALS,
    said=N_("Your answer is written down. The village and everybody can read it."),
    corrected_by=("vote.ask_annul", "vote.prepare"),
    offline=Offline.STATE,
    apart=(
        Apart(
            "who asked for it",
            _askers,
            N_("You asked for this yourself. Another officer answers."),
        ),
    ),
    state=_answered,
    minutes=VOTES,
    worded=("reason",),
)
def answer_annul(desk: Desk, form: AnswerAnnulForm) -> Event:
    """Agree that a counted vote is annulled, or refuse; both with a reason."""
    asked = of_village(desk.session, AnnulRequest, form.request, desk.place, lock=True)
    if asked is None:
        raise NotFound(N_("There is no such vote in this village."))
    if asked.state != AnnulState.ASKED:
        raise Refusal(N_("This was answered already, or a meeting annulled the vote."))
    found = vote_in(desk, asked.vote, VoteState.CLOSED)
    totals: dict[str, int] = {}
    if form.outcome == "agreed":
        totals = {"votes": -1, "projects": -annul_now(desk, found, asked.reason)}
    asked.state, asked.answer, asked.answered_at = AnnulState(form.outcome), form.reason, desk.now
    vote = str(found.id)
    return Event(
        public={"vote": vote, "request": str(asked.id), "outcome": form.outcome},
        private={"reason": form.reason},
        subject=vote,
        totals=totals,
    )


@act(
    "vote.unask_annul",
    Right.PROJECTS,
    said=N_("The sector is not asked any more. The result stands, and everybody sees why."),
    corrected_by=("vote.ask_annul",),
    offline=Offline.STATE,
    state=_answered,
    minutes=VOTES,
    worded=("reason",),
)
def take_back_asking(desk: Desk, form: AskTakenBack) -> Event:
    """Take back what the sector was asked, before it has answered: one of the two who asked."""
    asked = of_village(desk.session, AnnulRequest, form.request, desk.place, lock=True)
    if asked is None:
        raise NotFound(N_("There is no such vote in this village."))
    if asked.state != AnnulState.ASKED:
        raise Refusal(N_("This was answered already, or a meeting annulled the vote."))
    if not desk.person.accounts & {asked.asked_by, asked.second_by}:
        raise NotAllowed(N_("Only one of the two who asked takes it back."))
    asked.state, asked.answer, asked.answered_at = AnnulState.BACK, form.reason, desk.now
    vote = str(asked.vote)
    return Event(
        public={"vote": vote, "request": str(asked.id)},
        private={"reason": form.reason},
        subject=vote,
    )


def open_request(session: Session, vote: UUID) -> UUID | None:
    """Return what was asked about a vote and waits for the sector, or None."""
    query = select(AnnulRequest.id).where(
        AnnulRequest.vote == vote, col(AnnulRequest.state) == AnnulState.ASKED
    )
    return session.exec(query).first()
