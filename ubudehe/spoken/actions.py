"""Recording what stands on a page, and taking a recording away."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.spoken.speaking import thing_of, voted_on
from ubudehe.spoken.tables import SpokenPrompt
from ubudehe.storage.reading import of_village

WHYS = ("mistake", "names", "asked")


class Clip(BaseModel):
    """A recording that is kept already: what the record says of it."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int
    media: Literal["audio/ogg", "audio/webm"]


class RecordForm(Seen):
    """What is said, of what."""

    about: str = Field(max_length=16)
    key: str = Field(max_length=64)
    clip: Clip | None = None


class SilenceForm(Seen):
    """Which recording goes, and why: words of our own, so that they tell of nobody."""

    prompt: UUID
    why: Literal["mistake", "names", "asked"]


def _heard_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    row = _newest(session, place, str(ids["about"]), str(ids["key"]))
    return {"prompt": row.id if row else None}


def _prompt_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    row = of_village(session, SpokenPrompt, ids["prompt"], place)
    return None if row is None else {"gone": row.gone}


@act(
    "prompt.record",
    Right.PROJECTS,
    said=N_("The recording is kept. It is heard where its words stand."),
    corrected_by=("prompt.record", "prompt.silence"),
    offline=Offline.STATE,
    state=_heard_now,
)
def record_prompt(desk: Desk, form: RecordForm) -> Event:
    """Keep a recording of something that is there; an earlier one is heard no more."""
    if thing_of(desk.session, desk.place, form.about, form.key) is None:
        raise NotFound(N_("There is nothing of this kind to say in this village."))
    if form.clip is None:
        raise Refusal(N_("Choose a recording."), "clip")
    before = _newest(desk.session, desk.place, form.about, form.key)
    if before is not None:
        _not_while_voting(desk, before)
        before.gone, before.gone_on = "replaced", desk.today
    desk.session.add(
        SpokenPrompt(
            id=desk.act_id,
            village=desk.place,
            about=form.about,
            key=form.key,
            **form.clip.model_dump(),
            added_at=desk.now,
        )
    )
    said = {"h": form.clip.sha256, "b": form.clip.size, "m": form.clip.media}
    return Event(
        public={"about": form.about, "key": form.key, "ev": [said]}, subject=str(desk.act_id)
    )


@act(
    "prompt.silence",
    Right.PROJECTS,
    said=N_("The recording is taken away. Nobody hears it any more."),
    corrected_by=("prompt.record",),
    offline=Offline.STATE,
    state=_prompt_now,
)
def silence_prompt(desk: Desk, form: SilenceForm) -> Event:
    """Take a recording away; its hash stays in the record."""
    row = of_village(desk.session, SpokenPrompt, form.prompt, desk.place, lock=True)
    if row is None or row.gone:
        raise NotFound(N_("There is no such recording."))
    _not_while_voting(desk, row)
    row.gone, row.gone_on = form.why, desk.today
    prompt = str(form.prompt)
    return Event(public={"prompt": prompt, "why": form.why}, subject=prompt)


def _not_while_voting(desk: Desk, heard: SpokenPrompt) -> None:
    if voted_on(desk.session, desk.place, heard.about, heard.key):
        raise Refusal(N_("A vote on this is open: what people heard of it stays until the end."))


def _newest(session: Session, village: str, about: str, key: str) -> SpokenPrompt | None:
    return session.exec(
        select(SpokenPrompt).where(
            SpokenPrompt.village == village,
            SpokenPrompt.about == about,
            SpokenPrompt.key == key,
            SpokenPrompt.gone == "",
        )
    ).first()
