"""Concerns: told and followed by anybody, heard by officers.

Addresses hold neither the code nor, where something is sent, the village: they end up in logs.
"""

from starlette.responses import Response

from ubudehe.concerns import actions, queries
from ubudehe.concerns.actions import (
    AnswerConcernForm,
    CloseConcernForm,
    ConcernRef,
    PassConcernForm,
)
from ubudehe.concerns.rules import KINDS, TOLD
from ubudehe.concerns.telling import (
    CODES,
    FollowForm,
    TellForm,
    add_word,
    find_concern,
    hearers_of,
    tell,
)
from ubudehe.language.codes import spaced
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.places.rules import ancestors, is_village, level_of
from ubudehe.web.forms import Form, blank
from ubudehe.web.pages import Pages
from ubudehe.web.telling import kept, mark_typed, told
from ubudehe.web.visit import Visit

pages = Pages()
_STEPS: dict[str, tuple[type[ConcernRef], Act[ConcernRef]]] = {
    "answer": (AnswerConcernForm, actions.answer_concern),  # type: ignore[dict-item]
    "pass": (PassConcernForm, actions.pass_concern),  # type: ignore[dict-item]
    "close": (CloseConcernForm, actions.close_concern),  # type: ignore[dict-item]
}


@pages.public("/concern", form=True)
def tell_concern(visit: Visit) -> Response:
    """Take a concern about a village from anybody, and show its code this once."""
    form = visit.form(TellForm, {"village": visit.query("about") or None})
    code = form.typed.get("village", "")
    if not is_village(code, visit.country):
        raise NotFound(N_("Find your village first: its page leads here."))
    village = find_place(visit.session, code)
    to = hearers_of(code, visit.country)
    if form.submitted and form.value is not None and _told(visit, form):
        shown = spaced(CODES.code_of(visit.services.secret, form.act_id))
        return visit.render("concerns/told.html", shown, place=village)
    hearers = [find_place(visit.session, one) for one in to]
    sums = queries.sums_of(visit.session, to[-1])
    return visit.render(
        "concerns/tell.html", sums, form=form, place=village, hearers=hearers, kinds=KINDS
    )


def _told(visit: Visit, form: Form[TellForm]) -> bool:
    value, mark = form.value, _mark(visit, form)
    assert value is not None
    return told(visit, form, TOLD, lambda at: tell(at, value, mark, visit.today, visit.country))


def _mark(visit: Visit, form: Form[TellForm]) -> str:
    secret = visit.services.secret
    return CODES.mark_of(secret, CODES.code_of(secret, form.act_id))


@pages.public("/concern/follow", form=True)
def follow_concern(visit: Visit) -> Response:
    """Show who has its code how far a concern is, and take what they add."""
    form = visit.form(FollowForm)
    if not form.submitted or form.typed.get("code") is None:
        return visit.render("concerns/follow.html", form=form)
    unknown = N_("No concern has this code. What was told long ago is erased.")
    mark = mark_typed(visit, form, CODES, find_concern, unknown)
    if mark is None:
        return visit.render("concerns/follow.html", form=form)
    code = form.typed["code"]
    if form.value is not None and form.value.add and _added(visit, form, mark):
        form = blank(FollowForm)
    row = find_concern(visit.session, mark)
    assert row is not None
    page = queries.followed(visit.session, row, visit.today)
    place = find_place(visit.session, page.place)
    return visit.render("concerns/followed.html", page, form=form, place=place, code=code)


def _added(visit: Visit, form: Form[FollowForm], mark: str) -> bool:
    value, today, country = form.value, visit.today, visit.country
    assert value is not None
    return kept(visit, form, lambda at: add_word(at, mark, form.act_id, value, today, country))


def _elsewhere(visit: Visit) -> Response | None:
    """Return the way to the place whose concerns this officer hears, if it is another one."""
    place = visit.place.code
    level = visit.person.level_for(Right.HEAR_CONCERNS, place, visit.today, visit.country)
    for code in ancestors(place, visit.country):
        if level_of(code, visit.country) == level:
            return visit.redirect(f"/work/{code}/concerns")
    return None


@pages.work("/{place}/concerns", Right.HEAR_CONCERNS)
def show_queue(visit: Visit) -> Response:
    """Show the concerns that a place hears; nothing of what was told."""
    if (away := _elsewhere(visit)) is not None:
        return away
    place, start = visit.place, read_start(visit.query("after"))
    lines = queries.queue(visit.session, place.code, visit.today, start)
    return visit.render("concerns/queue.html", lines, place=place)


@pages.work("/{place}/concerns/{id:uuid}", Right.HEAR_CONCERNS)
def show_concern(visit: Visit) -> Response:
    """Show a concern: to who has taken it, all; to others, how to take it."""
    if (away := _elsewhere(visit)) is not None:
        return away
    page = _page(visit)
    form = visit.form(ConcernRef, of=actions.take_concern, concern=page.line.id)
    here = f"/work/{visit.place.code}/concerns/{page.line.id}"
    if visit.perform(form, actions.take_concern, visit.place.code):
        return visit.redirect(here, "recorded")
    about = find_place(visit.session, page.village) if page.village else None
    heard = find_place(visit.session, page.line.place)
    return visit.render(
        "concerns/concern.html", page, form=form, place=visit.place, about=about, heard=heard
    )


@pages.work("/{place}/concerns/{id:uuid}/{step}", Right.HEAR_CONCERNS)
def step_concern(visit: Visit) -> Response:
    """Answer a concern, pass it on or close it."""
    step = visit.param("step")
    if (away := _elsewhere(visit)) is not None:
        return away
    page = _page(visit)
    if step not in page.steps:
        raise NotFound(N_("There is no such concern here."))
    model, action = _STEPS[step]
    form = visit.form(model, of=action, concern=page.line.id)
    here = f"/work/{visit.place.code}/concerns"
    if visit.perform(form, action, visit.place.code):
        return visit.redirect(here if step == "pass" else f"{here}/{page.line.id}", "recorded")
    return visit.render("concerns/step.html", page, form=form, place=visit.place, step=step)


def _page(visit: Visit) -> queries.ConcernPage:
    return queries.concern_page(
        visit.session, visit.place.code, visit.id("id"), visit.person, visit.today, visit.country
    )
