"""The tellers' counts on the facilitator's phone."""

from hashlib import sha256

from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound
from ubudehe.people.rules import Right
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting import queries as voting
from ubudehe.projects.voting.tellers import queries
from ubudehe.projects.voting.tellers.actions import TellerForm, tell
from ubudehe.projects.voting.tellers.photographing import TallyForm, TallySheet, show_tally
from ubudehe.projects.voting.tellers.photos import is_of, tally_photos, was_removed
from ubudehe.projects.voting.votes import vote_of
from ubudehe.web.pages import Pages
from ubudehe.web.photos import clean_photo_of
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}/count", Right.PROJECTS)
def show_counts(visit: Visit) -> Response:
    """Show which teller has counted, and where the two differ."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    page = queries.telling(visit.session, vote.id)
    return visit.render("projects/counts.html", page, vote=vote, place=place)


@pages.work("/{place}/votes/{vote:uuid}/count/{turn:number}", Right.PROJECTS)
def count(visit: Visit) -> Response:
    """Write down what one teller counted; the other's count is not shown."""
    place, turn = visit.place, visit.number("turn")
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    if turn not in (1, 2) or vote.state != VoteState.OPEN:
        raise NotFound("")
    form = visit.form(TellerForm, of=tell, vote=vote.id, turn=turn)
    if visit.perform(form, tell, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}/count", "recorded")
    return visit.render("projects/count.html", vote, form=form, place=place, turn=turn)


@pages.work("/{place}/votes/{vote:uuid}/tally/photo", Right.PROJECTS, files=True)
def photograph(visit: Visit) -> Response:
    """Keep a photo of the signed tally."""
    place = visit.place
    page = voting.vote_view(visit.session, place.code, visit.id("vote"))
    if not page.has_result or page.method == "cards":
        raise NotFound("")
    form = visit.form(TallyForm, vote=page.id)
    clean = clean_photo_of(form)
    if clean is not None and form.value is not None:
        digest = sha256(clean.content).hexdigest()
        if not was_removed(visit.session, page.id, digest):
            visit.brought.put(clean.content)
        sheet = TallySheet(sha256=digest, width=clean.width, height=clean.height)
        form.value = form.value.model_copy(update={"sheet": sheet})
    if visit.perform(form, show_tally, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    kept = tally_photos(visit.session, vote_of(visit.session, place.code, page.id))
    return visit.render("projects/tally_photo.html", page, form=form, place=place, kept=kept)


@pages.work("/{place}/votes/{vote:uuid}/tally/photo/{digest}", Right.LOOK)
def photo(visit: Visit) -> Response:
    """Give a photo of a tally to who keeps the village's votes, or answers for personal data."""
    if not visit.may_any((Right.PROJECTS, Right.DATA_REQUESTS), visit.param("place")):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    digest = visit.param("digest")
    vote = vote_of(visit.session, visit.param("place"), visit.id("vote"))
    content = None
    if is_of(visit.session, vote.id, digest):
        content = visit.services.blobs.get(digest)
    if content is None:
        raise NotFound(N_("There is no such photo."))
    return Response(content, media_type="image/jpeg", headers={"cache-control": "no-store"})
