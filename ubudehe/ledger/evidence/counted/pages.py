"""Photos of counts on the phone: which there are, and one that is covered or taken away."""

from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.evidence.counted import actions, queries
from ubudehe.ledger.evidence.counted.forms import CountPhotoRef, CountPhotoReplaced
from ubudehe.ledger.evidence.drafts import after_touch, draft_content, draft_page
from ubudehe.ledger.evidence.forms import CoverForm
from ubudehe.ledger.evidence.photos import drafts_of, forget_with_drafts, keep
from ubudehe.people.rules import Right
from ubudehe.record.photos import as_it_is
from ubudehe.storage.blobs import Blobs
from ubudehe.web.pages import Pages
from ubudehe.web.photos import privately
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/money/counts", Right.LOOK)
def show_counts(visit: Visit) -> Response:
    """Show the counts of money that a photo shows."""
    place = visit.place
    found = queries.counts_shown(visit.session, place.code, read_start(visit.query("after")))
    return visit.render("ledger/counts.html", found, place=place)


@pages.work("/{place}/money/counts/{count:uuid}", Right.LOOK)
def show_photo(visit: Visit) -> Response:
    """Cover something on the photo of a count, or take it away under the law."""
    place = visit.place
    line = queries.count_shown(visit.session, place.code, visit.id("count"))
    form = visit.form(CountPhotoRef, of=actions.remove_count_photo, count=line.id, old=line.photo)
    here = f"/work/{place.code}/money/counts"
    if form.submitted and form.typed.get("do") == "cover":
        content = visit.services.blobs.get(line.photo)
        if content is None:
            raise NotFound(N_("There is no such photo."))
        draft = _drafts(visit).put(content)
        return visit.redirect(f"{here}/{line.id}/cover/{draft}/{line.photo}")
    if visit.perform(form, actions.remove_count_photo, place.code):
        _forget(visit, line.photo)
        return visit.redirect(here, "recorded")
    return visit.render("ledger/photo.html", line, form=form, place=place, digest=line.photo)


@pages.work("/{place}/money/counts/{count:uuid}/cover/{draft}/{old}", Right.PROPOSE_MONEY)
def cover_photo(visit: Visit) -> Response:
    """Let somebody touch two corners at a time on a draft, and show it in the place of a photo."""
    place, draft, old = visit.place, visit.param("draft"), visit.param("old")
    line = queries.count_shown(visit.session, place.code, visit.id("count"))
    if line.photo != old:
        raise NotFound(N_("There is no such photo."))
    drafts = _drafts(visit)
    shown = draft_page(drafts, draft, "")
    form = visit.form(CoverForm, {"page": shown.number})
    here = f"/work/{place.code}/money/counts"
    if form.submitted and form.value is not None:
        if not form.value.publish:
            way = after_touch(drafts, draft, old, form.value)
            return visit.redirect(f"{here}/{line.id}/cover/{way}")
        photo = keep(visit.brought, [as_it_is(draft_content(drafts, shown.sha256))])
        covered = CountPhotoReplaced(count=line.id, old=old, photo=photo)
        if visit.perform_by(form, actions.cover_count_photo, covered, place.code):
            _forget(visit, old)
            return visit.redirect(here, "recorded")
    base = f"/{visit.lang}{here}/{line.id}"
    return visit.render(
        "ledger/cover.html",
        line,
        form=form,
        place=place,
        draft=draft,
        kind=old,
        shown=shown,
        base=base,
    )


@pages.work("/{place}/money/counts/{count:uuid}/draft/{draft}.jpg", Right.PROPOSE_MONEY)
def show_draft(visit: Visit) -> Response:
    """Show a draft of a count's photo to who works for its village."""
    return privately(draft_content(_drafts(visit), visit.param("draft")))


def _drafts(visit: Visit) -> Blobs:
    return drafts_of(visit.services.drafts, visit.place.code, visit.id("count"))


def _forget(visit: Visit, digest: str) -> None:
    services = visit.services
    forget_with_drafts(
        services.database,
        services.blobs,
        services.drafts,
        visit.place.code,
        visit.id("count"),
        digest,
    )
