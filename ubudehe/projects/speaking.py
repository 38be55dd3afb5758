"""Ballots and projects, as what a village can say aloud."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, text
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.rules.states import ProposalState, VoteState
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.projects.words import WORDS
from ubudehe.spoken.speaking import SPEAKABLE, Speakable, Things

_SHOWN = (
    ProposalState.PROPOSED,
    ProposalState.NOT_CHOSEN,
    ProposalState.ON_BALLOT,
    ProposalState.CHOSEN,
)


def _ballots(_session: Session, _village: str) -> Things:
    return tuple((kind, Sentence(said)) for kind, said in WORDS["ballot_kind"].items())


def _projects(session: Session, village: str) -> Things:
    called = N_("%(code)s · %(title)s")
    return tuple(
        (str(line.id), Sentence(called, {"code": text(line.code), "title": text(line.title)}))
        for line in proposals(session, village)
        if line.state in _SHOWN
    )


def _by_ballots(session: Session, village: str, kind: str) -> bool:
    return _is_open(session, village, Vote.kind == kind)


def _on_ballots(session: Session, village: str, proposal: str) -> bool:
    there = select(VoteOption.vote).where(VoteOption.proposal == UUID(proposal))
    return _is_open(session, village, col(Vote.id).in_(there))


def _is_open(session: Session, village: str, which: ColumnElement[bool] | bool) -> bool:
    found = select(Vote.id).where(Vote.village == village, Vote.state == VoteState.OPEN, which)
    return session.exec(found).first() is not None


SPEAKABLE["ballot"] = Speakable(N_("How one votes"), _ballots, public=True, voted_on=_by_ballots)
SPEAKABLE["project"] = Speakable(
    N_("Proposals and projects"), _projects, public=True, voted_on=_on_ballots
)
