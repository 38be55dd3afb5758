"""Removing the photo of a signed tally under the law.

The page stands here, as its file goes only where nothing else shows it: the ledger knows of all.
"""

from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.evidence.photos import remove_unneeded
from ubudehe.people.rules import Right
from ubudehe.projects.voting.tellers.photos import tally_photos
from ubudehe.projects.voting.tellers.removing import WHYS, RemovedTally, remove_tally
from ubudehe.projects.voting.votes import vote_of
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}/tally/remove", Right.DATA_REQUESTS)
def remove(visit: Visit) -> Response:
    """Choose the photo that goes, and say why."""
    place = visit.place
    vote = vote_of(visit.session, place.code, visit.id("vote"))
    kept = [one for one in tally_photos(visit.session, vote) if not one.gone]
    if not kept:
        raise NotFound(N_("There is no such photo."))
    form = visit.form(RemovedTally, vote=vote.id)
    if visit.perform(form, remove_tally, place.code):
        assert form.value is not None
        remove_unneeded(visit.services.database, visit.services.blobs, [form.value.sheet])
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}", "recorded")
    return visit.render(
        "ledger/remove_tally.html", kept, form=form, place=place, vote=vote.id, whys=WHYS
    )
