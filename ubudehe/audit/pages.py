"""Flags: what the rules find, the village's answer, and an officer's word."""

from typing import TypeVar

from starlette.responses import Response

from ubudehe.audit import actions
from ubudehe.audit.forms import AnswerFlagForm, FlagRef, SettleFlagForm
from ubudehe.audit.listing import flag_line, flags_page, public_flags
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=FlagRef)
_SECONDS = 300
"""How long a public page of flags may be kept: they change with the day as well as with acts."""


@pages.work("/{place}/flags", Right.LOOK)
def show_flags(visit: Visit) -> Response:
    """Show the flags of the villages at or below a place."""
    start = read_start(visit.query("after"))
    page = flags_page(visit.session, visit.place.code, visit.country, visit.today, start)
    return visit.render("audit/flags.html", page, place=visit.place)


@pages.work("/{place}/flags/{flag}/answer", Right.PROPOSE_MONEY)
def answer(visit: Visit) -> Response:
    """Answer a flag for the village."""
    return _say(visit, AnswerFlagForm, actions.answer_flag, "answer_flag")


@pages.work("/{place}/flags/{flag}/settle", Right.REVIEW_BOOKS)
def settle(visit: Visit) -> Response:
    """Find a flag explained, or confirm it."""
    return _say(visit, SettleFlagForm, actions.settle_flag, "settle_flag")


@pages.public("/p/{code}/audit")
def village_audit(visit: Visit) -> Response:
    """Show the flags of a village that everybody may see."""
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    if not is_village(code, visit.country):
        raise NotFound("")
    visit.hold_for(_SECONDS)
    found = public_flags(visit.session, code, visit.country, visit.today)
    place = find_place(visit.session, code)
    return visit.render("audit/public.html", found, place=place)


def _say(
    visit: Visit,
    model: type[M],
    action: Act[M],
    template: str,
) -> Response:
    """Take a word on a flag, or show the form for it."""
    place, key = visit.place, visit.param("flag")
    line = flag_line(visit.session, place.code, key, visit.country, visit.today)
    if line is None:
        raise NotFound(N_("The books do not show this any more."))
    form = visit.form(model, of=action, flag=key)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/flags", "recorded")
    return visit.render(f"audit/{template}.html", line, form=form, place=place)
