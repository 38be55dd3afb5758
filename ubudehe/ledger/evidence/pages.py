"""Photos and statements on the phone; a photo can be covered before everybody sees it.

A photo that is to be covered first lies among the drafts, which nobody is served but who works
for the village; touching two corners on it draws a black box, without any script.
"""

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries import queries
from ubudehe.ledger.evidence import actions
from ubudehe.ledger.evidence.drafts import (
    after_touch,
    draft_content,
    draft_page,
    draft_pages,
    put_draft,
)
from ubudehe.ledger.evidence.forms import (
    CoverForm,
    Erasing,
    PhotoAdded,
    PhotoForm,
    PhotoRef,
    PhotoReplaced,
    StatementForm,
)
from ubudehe.ledger.evidence.photos import drafts_of, forget_drafts, forget_with_drafts, keep
from ubudehe.ledger.evidence.queries import shown_photo
from ubudehe.people.rules import Right
from ubudehe.record.photos import CleanPhoto, as_it_is
from ubudehe.storage.blobs import Blobs
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.photos import clean_paper_of, clean_photo_of, privately
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
_HASH_DIGITS = 64


class StatementHere(StatementForm, SecondHere):
    """What people sign, with a second person at the same phone."""


@pages.work("/{place}/money/{entry:uuid}/receipt", Right.PROPOSE_MONEY, files=True)
def receipt(visit: Visit) -> Response:
    """Add a photo to an entry, at once or after covering something on it."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    form = visit.form(PhotoForm, {"kind": "receipt"})
    if form.submitted and not form.errors:
        if not form.files.get("photo"):
            form.refuse(N_("Fill this in."), "photo")
        elif form.typed.get("cover") == "yes":
            pages = clean_paper_of(form)
            if pages:
                draft = put_draft(_drafts(visit), [one.content for one in pages])
                kind = form.typed.get("kind", "receipt")
                return visit.redirect(f"/work/{place.code}/money/{page.id}/cover/{draft}/{kind}")
        else:
            pages = clean_paper_of(form)
            if pages and _added(visit, form, pages, page.id):
                return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    return visit.render("ledger/receipt.html", page, form=form, place=place)


@pages.work("/{place}/money/{entry:uuid}/cover/{draft}/{kind}", Right.PROPOSE_MONEY)
def cover_photo(visit: Visit) -> Response:
    """Let somebody touch two corners at a time on a draft, and publish it when it is covered.

    `kind` says what the photo shows, or is the hash of the published photo it is to replace.
    """
    place, kind = visit.place, visit.param("kind")
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    draft = visit.param("draft")
    shown = draft_page(_drafts(visit), draft, visit.query("page"))
    form = visit.form(CoverForm, {"page": shown.number})
    here = f"/work/{place.code}/money/{page.id}"
    if form.submitted and form.value is not None:
        if form.value.publish:
            if _published(visit, form, page.id):
                forget_drafts(visit.services.drafts, place.code, page.id)
                return visit.redirect(here, "recorded")
        else:
            way = after_touch(_drafts(visit), draft, kind, form.value)
            return visit.redirect(f"{here}/cover/{way}")
    base = f"/{visit.lang}{here}"
    return visit.render(
        "ledger/cover.html",
        page,
        form=form,
        place=place,
        draft=draft,
        kind=kind,
        shown=shown,
        base=base,
    )


@pages.work("/{place}/money/{entry:uuid}/draft/{draft}.jpg", Right.PROPOSE_MONEY)
def show_draft(visit: Visit) -> Response:
    """Show a draft of an entry to who works for its village."""
    (page,) = draft_pages(_drafts(visit), visit.param("draft"))[:1]
    return privately(draft_content(_drafts(visit), page))


@pages.work("/{place}/money/{entry:uuid}/photo/{digest}", Right.LOOK)
def show_photo(visit: Visit) -> Response:
    """Cover something on a published photo, or take it away under the law."""
    place, digest = visit.place, visit.param("digest")
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    shown = shown_photo(visit.session, digest)
    content = visit.services.blobs.get(digest) if shown and len(digest) == 64 else None
    if content is None or digest not in {one.sha256 for one in page.backing.photos}:
        raise NotFound(N_("There is no such photo."))
    form = visit.form(PhotoRef, of=actions.remove_photo, entry=page.id, old=digest)
    here = f"/work/{place.code}/money/{page.id}"
    if form.submitted and form.typed.get("do") == "cover":
        draft = _drafts(visit).put(content)
        return visit.redirect(f"{here}/cover/{draft}/{digest}")
    if visit.perform(form, actions.remove_photo, place.code):
        _forget(visit, digest)
        return visit.redirect(here, "recorded")
    return visit.render("ledger/photo.html", page, form=form, place=place, digest=digest)


@pages.work("/{place}/money/{entry:uuid}/statement", Right.PROPOSE_MONEY, files=True)
def statement(visit: Visit) -> Response:
    """Write down what people signed, with a photo of the paper, which stays in the village."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    form = visit.form(StatementHere, entry=page.id)
    clean = clean_photo_of(form)
    if clean and form.value:
        sheet = keep(visit.brought, [clean], form.value.kind)
        form.value = form.value.model_copy(update={"sheet": sheet})
    take_second(visit, form)
    if visit.perform(form, actions.add_evidence, place.code):
        return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    return visit.render("ledger/statement.html", page, form=form, place=place)


@pages.work("/{place}/money/{entry:uuid}/sheet/{statement:uuid}.jpg", Right.LOOK)
def show_sheet(visit: Visit) -> Response:
    """Show the paper that people signed to who may read their names."""
    entry = queries.entry_view(visit.session, visit.place.code, visit.id("entry"), visit.today)
    sheets = {one.id: one.sheet for one in entry.backing.statements}
    digest = sheets.get(visit.id("statement"))
    content = visit.services.blobs.get(digest) if digest else None
    if content is None:
        raise NotFound(N_("There is no such photo."))
    return privately(content)


@pages.work("/{place}/money/{entry:uuid}/erase", Right.DATA_REQUESTS)
def erase(visit: Visit) -> Response:
    """Erase the name of a person behind an entry, as the law lets them ask."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    form = visit.form(Erasing, entry=page.id)
    sheets = {one.id: one.sheet for one in page.backing.statements}
    if visit.perform(form, actions.erase_names, place.code):
        assert form.value is not None
        if form.value.statement and (sheet := sheets.get(form.value.statement)):
            _forget(visit, sheet)
        return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    return visit.render("ledger/erase.html", page, form=form, place=place)


def _added(visit: Visit, form: Form[PhotoForm], pages: Sequence[CleanPhoto], entry: UUID) -> bool:
    photo = keep(visit.brought, pages, form.value.kind if form.value else "receipt")
    added = PhotoAdded(entry=entry, photo=photo)
    return visit.perform_by(form, actions.add_evidence, added, visit.param("place")) is not None


def _published(visit: Visit, form: Form[CoverForm], entry: UUID) -> bool:
    """Publish a covered draft, as a new photo or in the place of one that was published."""
    kind, code = visit.param("kind"), visit.param("place")
    replaces = len(kind) == _HASH_DIGITS
    if not replaces and kind not in get_args(PhotoForm.model_fields["kind"].annotation):
        raise NotFound("")
    drafts = _drafts(visit)
    names = draft_pages(drafts, visit.param("draft"))
    pages = [as_it_is(draft_content(drafts, one)) for one in names]
    photo = keep(visit.brought, pages, "receipt" if replaces else kind)
    if not replaces:
        added = PhotoAdded(entry=entry, photo=photo)
        return visit.perform_by(form, actions.add_evidence, added, code) is not None
    covered = PhotoReplaced(entry=entry, old=kind, photo=photo)
    done = visit.perform_by(form, actions.replace_photo, covered, code)
    if done:
        _forget(visit, kind)
    return done is not None


def _forget(visit: Visit, digest: str) -> None:
    services = visit.services
    forget_with_drafts(
        services.database,
        services.blobs,
        services.drafts,
        visit.place.code,
        visit.id("entry"),
        digest,
    )


def _drafts(visit: Visit) -> Blobs:
    return drafts_of(visit.services.drafts, visit.place.code, visit.id("entry"))
