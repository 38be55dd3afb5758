"""Flags: what the rules find, the village's answer, and an officer's word."""

from typing import TypeVar

from starlette.responses import Response

from ubudehe.audit import actions
from ubudehe.audit.findings.queries import find_finding, findings_page, village_findings
from ubudehe.audit.forms import (
    AnswerFlagForm,
    DropSampleForm,
    FlagRef,
    GiverFileForm,
    KeepSampleForm,
    SampleForm,
    SettleFlagForm,
)
from ubudehe.audit.giving import OtherSide, other_side
from ubudehe.audit.listing import part_of, village_flags, villages_page
from ubudehe.audit.population import drawn_from, head_at
from ubudehe.audit.rules.aid_file import NotAnAidFile
from ubudehe.audit.samples import drop_sample, keep_sample, kept_samples
from ubudehe.audit.worksheets import Worksheet, worksheet
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=FlagRef)
_SECONDS = 300
"""How long a public page of flags may be kept: they change with the day as well as with acts."""
_NOT_READ = {
    "kind": N_("This is no IATI file of activities. Ask the giver for it as XML, version 2.03."),
    "large": N_("This file is too large. Ask the giver for the activities of this village alone."),
}


@pages.work("/{place}/flags", Right.LOOK)
def show_flags(visit: Visit) -> Response:
    """Show the flags of a village, or how many each of the villages below a place has."""
    place, start = visit.place, read_start(visit.query("after"))
    if not is_village(place.code, visit.country):
        found = villages_page(visit.session, place.code, visit.country, visit.today, start)
        return visit.render("audit/villages.html", found, place=place)
    flags = village_flags(visit.session, place.code, visit.country, visit.today)
    return visit.render("audit/flags.html", part_of(flags, start), place=place)


@pages.work("/{place}/flags/{flag}/answer", Right.PROPOSE_MONEY)
def answer(visit: Visit) -> Response:
    """Answer a flag for the village."""
    return _say(visit, AnswerFlagForm, actions.answer_flag, "answer_flag")


@pages.work("/{place}/flags/{flag}/settle", Right.REVIEW_BOOKS)
def settle(visit: Visit) -> Response:
    """Find a flag explained, or confirm it."""
    return _say(visit, SettleFlagForm, actions.settle_flag, "settle_flag")


@pages.work("/{place}/sample", Right.LOOK)
def sample(visit: Visit) -> Response:
    """Draw entries to be checked, show the worksheet, and say what the results mean."""
    place = visit.village
    form = visit.form(SampleForm, {"method": "mus"})
    signed = visit.services.heads.last_signed(place.code)
    if form.submitted and signed is None:
        form.refuse(N_("The record has no signed head yet. Try again in a minute."))
    value = form.value
    if not form.submitted or value is None or signed is None:
        return visit.render("audit/sample.html", form=form, place=place)
    head = signed.checkpoint
    if value.at is not None and value.at > head.size:
        form.refuse(N_("The signed record does not hold so many acts."), "at")
        return visit.render("audit/sample.html", form=form, place=place)
    if value.at is not None:
        head = head_at(visit.session, head, place.code, value.at)
    # What is typed in later belongs to the same draw, however much the record has grown by then.
    form.typed["at"] = str(head.size)
    drawn = drawn_from(
        visit.session,
        head,
        place.code,
        visit.country,
        visit.today,
        value.draw,
        value.method,
        value.size,
    )
    page = worksheet(drawn, value.found)
    if value.keep and _kept(visit, form, page, value.draw, place.code):
        return visit.redirect(f"/work/{place.code}/plans", "recorded")
    built = funded_projects(visit.session, place.code)
    return visit.render("audit/sample.html", page, form=form, place=place, built=built)


@pages.work("/{place}/sample/{id:uuid}/drop", Right.REVIEW_BOOKS)
def drop(visit: Visit) -> Response:
    """Take back a sample that was written down."""
    place, id_ = visit.village, visit.id("id")
    row = next((one for one in kept_samples(visit.session, place.code) if one.id == id_), None)
    if row is None or row.dropped_at is not None:
        raise NotFound(N_("There is no such sample here."))
    form = visit.form(DropSampleForm, of=drop_sample, sample=id_)
    if visit.perform(form, drop_sample, place.code):
        return visit.redirect(f"/work/{place.code}/plans", "recorded")
    return visit.render("audit/drop_sample.html", row, form=form, place=place)


def _kept(visit: Visit, form: Form[SampleForm], page: Worksheet, draw: str, village: str) -> bool:
    """Write a checked sample down, as it was computed here; a refusal goes into the form."""
    if page.outcome is None:
        form.refuse(N_("Say of each entry first how much of it is right."))
        return False
    told = KeepSampleForm.model_construct(
        draw=draw,
        method=page.method,
        size=page.size,
        drawn=len(page.rows),
        wrong=page.outcome.wrong,
    )
    return visit.perform_by(form, keep_sample, told, village) is not None


@pages.work("/{place}/giver-file", Right.REVIEW_BOOKS, files=True)
def giver_file(visit: Visit) -> Response:
    """Show a giver's file beside a village's books, or give that as a table; it is not kept."""
    place = visit.village
    form = visit.form(GiverFileForm, {"answer": "page"})
    found = _beside(visit, form, place.code) if form.submitted else None
    if found is not None and form.value is not None and form.value.answer == "csv":
        headers = {"content-disposition": f'attachment; filename="{place.code}-giver-file.csv"'}
        return Response(found.as_csv, media_type="text/csv", headers=headers)
    return visit.render("audit/giver_file.html", found, form=form, place=place)


def _beside(visit: Visit, form: Form[GiverFileForm], village: str) -> OtherSide | None:
    """Return the file that was sent beside the books; None where it cannot be read."""
    content = form.files.get("file")
    if not content:
        form.refuse(N_("Choose the file."), "file")
        return None
    try:
        return other_side(visit.session, village, content, visit.country)
    except NotAnAidFile as wrong:
        form.refuse(_NOT_READ[str(wrong)], "file")
        return None


@pages.public("/p/{code}/audit")
def first_flags(visit: Visit) -> Response:
    """Show the flags of a village that everybody may see."""
    return _public(visit, 0)


@pages.public("/p/{code}/audit/{number:number}")
def more_flags(visit: Visit) -> Response:
    """Show more of them, after so many."""
    return _public(visit, visit.number("number"))


@pages.public("/p/{code}/findings/{id:uuid}")
def public_finding(visit: Visit) -> Response:
    """Show how far one finding is: the address that feeds tell."""
    code = _village_code(visit)
    line = find_finding(visit.session, code, visit.id("id"), visit.today, public=True)
    if line is None:
        raise NotFound("")
    place = find_place(visit.session, code)
    return visit.render("audit/public_findings.html", (line,), place=place, part=None)


@pages.public("/p/{code}/findings/{number:number}")
def more_findings(visit: Visit) -> Response:
    """Show more of a village's findings, after so many."""
    code = _village_code(visit)
    found = findings_page(
        visit.session, code, visit.today, start=visit.number("number"), public=True
    )
    place = find_place(visit.session, code)
    return visit.render("audit/public_findings.html", found.findings, place=place, part=found.part)


def _village_code(visit: Visit) -> str:
    """Return the village that a public address names; its page changes with the day as well."""
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    if not is_village(code, visit.country):
        raise NotFound("")
    visit.hold_for(_SECONDS)
    return code


def _public(visit: Visit, start: int) -> Response:
    code = _village_code(visit)
    flags = village_flags(visit.session, code, visit.country, visit.today, only_public=True)
    place = find_place(visit.session, code)
    # The first page alone tells of findings: the others go on with flags.
    audits = None if start else village_findings(visit.session, code, visit.today, public=True)
    return visit.render("audit/public.html", part_of(flags, start), place=place, audits=audits)


def _say(
    visit: Visit,
    model: type[M],
    action: Act[M],
    template: str,
) -> Response:
    """Take a word on a flag, or show the form for it."""
    place, key = visit.place, visit.param("flag")
    found = village_flags(visit.session, place.code, visit.country, visit.today)
    line = next((one for one in found if one.key == key), None)
    if line is None:
        raise NotFound(N_("The books do not show this any more."))
    form = visit.form(model, of=action, flag=key)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/flags", "recorded")
    return visit.render(f"audit/{template}.html", line, form=form, place=place)
