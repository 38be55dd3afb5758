"""Taking away a photo of a signed tally, as the law asks; what it was stays in the record."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.voting.tables import TallyPhoto, Vote
from ubudehe.projects.voting.votes import vote_of
from ubudehe.record.append import Event

WHYS = ("names", "asked", "numbers")


class RemovedTally(BaseModel):
    """Which photo of a tally goes, and why: words of our own, so that they tell of nobody."""

    vote: UUID
    sheet: str = Field(pattern="^[0-9a-f]{64}$")
    why: Literal["names", "asked", "numbers"]


@act(
    "vote.remove_tally",
    Right.DATA_REQUESTS,
    said=N_("The photo is taken away; its hash stays in the record."),
    corrected_by=("vote.show_tally",),
    offline=Offline.STATE,
)
def remove_tally(desk: Desk, form: RemovedTally) -> Event:
    """Take away the photo of a tally under the law; one that was shown goes from all votes."""
    vote = vote_of(desk.session, desk.place, form.vote)
    found = desk.session.get(TallyPhoto, (vote.id, form.sheet))
    if found is None or found.gone:
        raise NotFound(N_("There is no such photo."))
    same = (
        select(TallyPhoto)
        .join(Vote, col(Vote.id) == TallyPhoto.vote)
        .where(Vote.village == desk.place, TallyPhoto.sha256 == form.sheet, TallyPhoto.gone == "")
    )
    rows = list(desk.session.exec(same)) if found.shown else [found]
    for one in rows:
        one.gone, one.gone_on = form.why, desk.today
    told = {"photo": form.sheet} if found.shown else {}
    return Event(
        public={"vote": str(vote.id), **told, "why": form.why},
        private={} if found.shown else {"sheet": form.sheet},
        subject=str(vote.id),
    )
