"""Keeping a photo of a signed tally, beside the count that it confirms."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, func, select

from ubudehe.assemblies.tables import Assembly
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.rules.tally_photo import may_be_shown
from ubudehe.projects.voting.elections import counted_election, shown_of
from ubudehe.projects.voting.tables import TallyPhoto, Vote
from ubudehe.projects.voting.votes import COUNTED, vote_in
from ubudehe.record.append import Event
from ubudehe.record.happened import Stretch, happened

MOST_PHOTOS = 4


class TallySheet(BaseModel):
    """A photo that is kept already: its SHA-256 and its size in pixels."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    width: int
    height: int


class TallyForm(BaseModel):
    """A photo of a signed tally."""

    vote: UUID
    covered: bool = False
    """Whether names and signatures are covered on it."""
    sheet: TallySheet | None = None


@act(
    "vote.show_tally",
    Right.PROJECTS,
    said=N_("The photo is kept with the result."),
    corrected_by=("vote.remove_tally",),
    offline=Offline.STATE,
)
def show_tally(desk: Desk, form: TallyForm) -> Event:
    """Keep a photo of a signed tally; everybody sees it where all its numbers are published."""
    found = vote_in(desk, form.vote, *COUNTED)
    if found.method == "cards":
        raise Refusal(N_("Cards on a phone are counted without a tally."))
    if form.sheet is None:
        raise Refusal(N_("Choose a photo."), "photo")
    had = desk.session.exec(
        select(func.count()).select_from(TallyPhoto).where(TallyPhoto.vote == found.id)
    ).one()
    if had >= MOST_PHOTOS:
        raise Refusal(N_("A vote has at most %(most)s photos."), "photo", most=MOST_PHOTOS)
    if (kept := desk.session.get(TallyPhoto, (found.id, form.sheet.sha256))) is not None:
        if kept.gone:
            raise Refusal(
                N_("This photo was removed under the law. It is not kept again."), "photo"
            )
        raise Refusal(N_("This photo is kept already."), "photo")
    shown = form.covered and _may_be_shown(desk.session, found)
    given = form.sheet.model_dump()
    desk.session.add(TallyPhoto(vote=found.id, **given, shown=shown, added_at=desk.now))
    public = {"photo": form.sheet.sha256} if shown else {}
    return Event(
        public={"vote": str(found.id), **public},
        private={"sheet": [form.sheet.sha256, form.sheet.width, form.sheet.height]},
        subject=str(found.id),
    )


def _may_be_shown(session: Session, vote: Vote) -> bool:
    meeting = session.get_one(Assembly, vote.assembly)
    hands = _hands(session, vote) if vote.method == "hands" else {}
    there = (meeting.women, meeting.men)
    return may_be_shown(counted_election(session, vote), shown_of(session, vote), hands, there)


def _hands(session: Session, vote: Vote) -> Mapping[str, list[int]]:
    """Return the hands that the last teller counted; those of both are the same."""
    told = happened(session, Stretch(vote.village), ("vote.tell",), ("counts",), (str(vote.id),))
    counts: Mapping[str, list[int]] = told[-1].private["counts"]
    return counts
