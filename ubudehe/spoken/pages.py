"""What is said aloud in a village: recorded on a phone, heard where its words stand."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import Right
from ubudehe.spoken import queries
from ubudehe.spoken.actions import (
    WHYS,
    Clip,
    RecordForm,
    SilenceForm,
    record_prompt,
    silence_prompt,
)
from ubudehe.spoken.rules import clean_sound
from ubudehe.spoken.speaking import thing_of, voted_on
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/spoken", Right.PROJECTS)
def everything(visit: Visit) -> Response:
    """Show what can be said, and what was recorded."""
    place = visit.village
    found = queries.all_to_say(visit.session, place.code)
    return visit.render("spoken/list.html", found, place=place)


@pages.work("/{place}/spoken/{about}/{key}", Right.PROJECTS, files=True)
def record(visit: Visit) -> Response:
    """Record one thing."""
    place, about, key = visit.village, visit.param("about"), visit.param("key")
    said = thing_of(visit.session, place.code, about, key)
    if said is None:
        raise HTTPException(404)
    there = queries.heard(visit.session, place.code, about).get(key)
    form = visit.form(RecordForm, of=record_prompt, about=about, key=key)
    _take_clip(visit, form)
    if visit.perform(form, record_prompt, place.code):
        return visit.redirect(f"/work/{place.code}/spoken", "recorded")
    page = (
        "record" if there is None or not voted_on(visit.session, place.code, about, key) else "kept"
    )
    return visit.render(f"spoken/{page}.html", said, form=form, place=place, there=there)


@pages.work("/{place}/spoken/{prompt:uuid}", Right.PROJECTS)
def silence(visit: Visit) -> Response:
    """Take a recording away."""
    place, prompt = visit.village, visit.id("prompt")
    form = visit.form(SilenceForm, of=silence_prompt, prompt=prompt)
    if visit.perform(form, silence_prompt, place.code):
        return visit.redirect(f"/work/{place.code}/spoken", "recorded")
    return visit.render("spoken/silence.html", None, form=form, place=place, whys=WHYS)


@pages.work("/{place}/sounds/{digest}", Right.LOOK)
def sound(visit: Visit) -> Response:
    """Answer a recording to people of the village."""
    digest = visit.param("digest")
    media = queries.sound_of(visit.session, visit.place.code, digest)
    content = visit.services.blobs.get(digest) if media else None
    if media is None or content is None:
        raise HTTPException(404)
    return Response(
        content,
        media_type=media,
        headers={"cache-control": "private, max-age=604800", "x-content-type-options": "nosniff"},
    )


def _take_clip(visit: Visit, form: Form[RecordForm]) -> None:
    """Clean and keep the recording that came with the form; a refusal goes into the form."""
    raw = form.files.get("clip", b"")
    if not raw or form.value is None:
        return
    try:
        clean = clean_sound(raw)
    except Refusal as refusal:
        form.refuse_by(refusal, "clip")
        return
    digest = visit.brought.put(clean.content)
    clip = Clip.model_validate({"sha256": digest, "size": len(clean.content), "media": clean.media})
    form.value = form.value.model_copy(update={"clip": clip})
