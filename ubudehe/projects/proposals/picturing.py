"""Giving a proposal its picture; what the sector said of the proposal stays as it is."""

from collections.abc import Mapping

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.actions import FREE, proposal_in
from ubudehe.projects.proposals.forms import PictureForm
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.states import ProposalState
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

PICTURED = (*FREE, ProposalState.CHOSEN)
"""States in which a picture may change: not while it stands on a ballot."""


def _picture_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    found = of_village(session, Proposal, ids["proposal"], place)
    if found is None:
        return None
    gone_on = {"state": found.state, "version": found.version}
    return {"symbol": found.symbol or None, "photo": found.photo, **gone_on}


@act(
    "proposal.picture",
    Right.PROJECTS,
    said=N_("The project has its picture now. It stands on ballots, posters and pages."),
    corrected_by=("proposal.picture",),
    offline=Offline.ASKS,
    state=_picture_now,
)
def give_picture(desk: Desk, form: PictureForm) -> Event:
    """Give a proposal a symbol, a photo or both, or take the photo away."""
    found = proposal_in(desk, form.proposal, *PICTURED)
    photo = form.picture
    kept = None if form.without_photo else found.photo
    if photo is None and kept is None and form.symbol is None:
        raise Refusal(N_("Choose a symbol or a photo: one of the two is needed."), "symbol")
    found.symbol = form.symbol or ""
    if photo is not None:
        found.photo, found.photo_width, found.photo_height = photo.sha256, photo.width, photo.height
    elif kept is None:
        found.photo, found.photo_width, found.photo_height = None, 0, 0
    return Event(
        public={"proposal": str(form.proposal), "photo": found.photo},
        private={
            "symbol": found.symbol,
            "photo_size": [found.photo_width, found.photo_height],
        },
        subject=str(form.proposal),
    )
