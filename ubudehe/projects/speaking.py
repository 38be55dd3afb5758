"""Ballots and projects, as what a village can say aloud."""

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, text
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.rules.states import ProposalState
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


SPEAKABLE["ballot"] = Speakable(N_("How one votes"), _ballots, public=True)
SPEAKABLE["project"] = Speakable(N_("Proposals and projects"), _projects, public=True)
