"""The round on the facilitator's phone, and the officer's inbox of appeals."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories import queries
from ubudehe.categories.actions import (
    AppealForm,
    CategoriseForm,
    Nothing,
    OutcomeForm,
    RoundForm,
    decide_appeal,
    decide_categories,
    file_appeal,
    finish_round,
    post_round,
    start_round,
)
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, Refusal
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/categories", Right.LOOK)
def show_round(visit: Visit) -> Response:
    """Show the round: where it stands and what comes next."""
    place = _place(visit)
    page = queries.round_view(visit.session, place.code, visit.country)
    return visit.render("categories/round.html", page, place=place)


@pages.work("/{place}/categories/start", Right.CATEGORISE)
def start(visit: Visit) -> Response:
    """Choose the scheme and start a round."""
    place = _place(visit)
    form = visit.form(RoundForm)
    if visit.perform(form, start_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    schemes = [scheme for scheme in visit.country.schemes if scheme.shown]
    return visit.render("categories/start.html", schemes, form=form, place=place)


@pages.work("/{place}/categories/criteria", Right.LOOK)
def criteria(visit: Visit) -> Response:
    """Show what each category means, to be read aloud."""
    place = _place(visit)
    page = queries.round_view(visit.session, place.code, visit.country)
    return visit.render("categories/criteria.html", page, place=place)


@pages.work("/{place}/categories/decide", Right.CATEGORISE)
def decide(visit: Visit) -> Response:
    """Decide for many households on one screen."""
    place = _place(visit)
    round_ = queries.round_view(visit.session, place.code, visit.country)
    if round_.id is None or round_.scheme is None:
        raise Refusal(N_("No round is going on. Start one first."))
    form = visit.form(CategoriseForm)
    if visit.perform(form, decide_categories, place.code):
        return visit.redirect(f"/work/{place.code}/categories/decide", "recorded")
    lines = queries.category_lines(
        visit.session, place.code, round_.id, undecided=True, most=queries.SCREEN
    )
    if not lines:
        return visit.redirect(f"/work/{place.code}/categories")
    return visit.render("categories/decide.html", lines, form=form, place=place, round=round_)


@pages.work("/{place}/categories/list", Right.CATEGORISE)
def show_list(visit: Visit) -> Response:
    """Show the list of the round, for the village's own use."""
    place = _place(visit)
    round_ = queries.round_view(visit.session, place.code, visit.country)
    if round_.id is None:
        raise Refusal(N_("No round is going on. Start one first."))
    lines = queries.category_lines(visit.session, place.code, round_.id)
    return visit.render("categories/list.html", lines, place=place, round=round_)


@pages.work("/{place}/categories/post", Right.CATEGORISE)
def post(visit: Visit) -> Response:
    """Post the list and open appeals."""
    place = _place(visit)
    form = visit.form(Nothing)
    if visit.perform(form, post_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    page = queries.round_view(visit.session, place.code, visit.country)
    return visit.render("categories/post.html", page, form=form, place=place)


@pages.work("/{place}/categories/final", Right.CATEGORISE)
def final(visit: Visit) -> Response:
    """Make the list final."""
    place = _place(visit)
    form = visit.form(Nothing)
    if visit.perform(form, finish_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    page = queries.round_view(visit.session, place.code, visit.country)
    return visit.render("categories/final.html", page, form=form, place=place)


@pages.work("/{place}/appeals", Right.LOOK)
def list_appeals(visit: Visit) -> Response:
    """Show the appeals under a place, the oldest waiting first."""
    if not any(visit.may(right, visit.param("place")) for right in _SEES_APPEALS):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    place = _place(visit)
    found = queries.appeals_under(visit.session, place.code)
    return visit.render("categories/appeals.html", found, place=place)


@pages.work("/{place}/appeals/new", Right.CATEGORISE)
def new_appeal(visit: Visit) -> Response:
    """File an appeal for a household and hand out its receipt number."""
    place = _place(visit)
    round_ = queries.round_view(visit.session, place.code, visit.country)
    if round_.id is None or round_.scheme is None:
        raise Refusal(N_("No round is going on. Start one first."))
    form = visit.form(AppealForm, {"household": visit.query("household") or None})
    if receipt := visit.perform(form, file_appeal, place.code):
        return visit.redirect(f"/work/{place.code}/appeals/{receipt.made}", "recorded")
    lines = queries.category_lines(visit.session, place.code, round_.id)
    return visit.render("categories/appeal.html", lines, form=form, place=place, round=round_)


@pages.work("/{place}/appeals/{appeal:uuid}", Right.LOOK)
def show_appeal(visit: Visit) -> Response:
    """Show one appeal; who may, decides it."""
    appeal: UUID = visit.request.path_params["appeal"]
    place = _place(visit)
    if not any(visit.may(right, place.code) for right in _SEES_APPEALS):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    form = visit.form(OutcomeForm)
    if visit.perform(form, decide_appeal, place.code, appeal):
        return visit.redirect(f"/work/{place.code}/appeals/{appeal}", "recorded")
    line = queries.appeal_line(visit.session, place.code, appeal)
    scheme = visit.country.scheme(line.scheme)
    return visit.render("categories/decision.html", line, form=form, place=place, scheme=scheme)


_SEES_APPEALS = (Right.CATEGORISE, Right.DECIDE_APPEALS)


def _place(visit: Visit) -> PlaceLine:
    return find_place(visit.session, visit.param("place"))
